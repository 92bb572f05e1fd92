"""Every address of the portal."""

from django.urls import include, path

from daihoi.portal.views import doors, feeds, files, reading, search, season

urlpatterns = [
    path("", reading.front, name="front"),
    path("chuyen-muc/<slug:slug>/", reading.section, name="section"),
    path("tin/<int:page>-<slug:slug>/", reading.story, name="story"),
    path("ngay/<int:year>/<int:month>/<int:day>/", reading.day, name="day"),
    path("thang/<int:year>/<int:month>/", reading.month, name="month"),
    path("luu-tru/", reading.archive, name="archive"),
    path("the/<str:slug>/", reading.tag, name="tag"),
    path("anh/", reading.galleries, name="galleries"),
    path("don-vi/", reading.units, name="units"),
    path("don-vi/<str:code>/", reading.unit, name="unit"),
    path("b/<slug:text>.svg", files.code, name="code"),
    path("b/<slug:text>/", reading.short, name="short"),
    # what offices published
    path("so-lieu/", season.figures, name="season"),
    path("so-lieu/<int:snapshot>/", season.snapshot, name="snapshot"),
    path("so-lieu/<int:snapshot>/ban-ky.json", season.signed_file, name="signed_file"),
    path("lich/", season.calendar, name="calendar"),
    path("van-ban/", season.document_list, name="documents"),
    path("van-ban/<int:snapshot>/<path:name>", season.document_file, name="document"),
    # files
    path("tep/<str:name>", files.picture, name="picture"),
    path("tai-lieu/<int:number>/<path:name>", files.attachment, name="attachment"),
    # search, and what machines read
    path("tim/", search.search, name="search"),
    path("rss.xml", feeds.rss, name="rss"),
    path("atom.xml", feeds.atom, name="atom"),
    path("chuyen-muc/<slug:slug>/rss.xml", feeds.rss, name="section_rss"),
    path("chuyen-muc/<slug:slug>/atom.xml", feeds.atom, name="section_atom"),
    path("sitemap.xml", feeds.sitemap, name="sitemap"),
    path("sitemap-<int:number>.xml", feeds.sitemap_part, name="sitemap_part"),
    path("robots.txt", feeds.robots, name="robots"),
    # doors
    path("vao/", doors.door, name="door"),
    path("nhan/", doors.intake, name="intake"),
    path("toa-soan/", include("daihoi.portal.desk.urls")),
]
