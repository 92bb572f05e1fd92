"""An article as a reader finds it: all that the two source pages show, and nothing that nobody published."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
import segno
from django.core.files.base import ContentFile
from django.test import Client
from django.test.utils import override_settings
from django.utils import timezone
from PIL import Image

from daihoi.portal.actions import office_revoke
from daihoi.portal.actions.stories import story_values
from daihoi.portal.models import Article, Attachment, Correction, Photo, RelatedArticle
from daihoi.portal.serving import cache, counters
from daihoi.rules.snapshot import SnapshotKind
from tests.portal.builders import FIGURES, a_draft, a_photo, a_section, a_site, an_article
from tests.portal.desk import come_in
from tests.portal.valid import Checker, errors

pytestmark = pytest.mark.django_db
READER = {"headers": {"user-agent": "Mozilla/5.0"}}
AT = datetime(2020, 8, 27, 7, 50, tzinfo=UTC)


def read(client: Client, address: str | None) -> str:
    assert address is not None
    cache.forget()
    answer = client.get(address, **READER)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def a_file(title: str = "Biên bản") -> Attachment:
    return Attachment.objects.create(title=title, file=ContentFile(b"%PDF-1.4 bien ban", "bien-ban.pdf"))


def a_full_article(**more: Any) -> Article:
    body = [
        ("text", "<p>Quận có 53 chi, đảng bộ cơ sở; tỷ lệ nữ đạt {own_women_percent}.</p>"),
        ("picture", {"photo": a_photo("Trao giấy khen"), "caption": "Trao giấy khen cho các tập thể."}),
        ("gallery", {"title": "Hội nghị qua ảnh", "photos": [a_photo(), a_photo()]}),
        ("quote", {"text": "Sớm đưa nghị quyết vào cuộc sống.", "who": "Bí thư Quận uỷ"}),
        ("table", {"caption": "Theo loại hình", "rows": "Loại | Số\nĐảng bộ | 30\nChi bộ | 23"}),
    ]
    return an_article(
        title="Tổng kết công tác tổ chức Đại hội", cover=a_photo("Hội nghị"), body=body, byline="Hạ Vy",
        source="Văn phòng Quận uỷ", shown_at=AT, section=a_section("Tuyên truyền Đại hội", "tuyen-truyen"), **more,
    )  # fmt: skip


def test_everything_that_the_two_source_pages_show_is_on_the_page(client: Client) -> None:
    sender = a_site()
    other = an_article("Q.1", title="Kỳ cuối: vận dụng sáng tạo", cover=a_photo(), shown_at=AT - timedelta(days=9))
    article = a_full_article(snapshot=sender.publish(SnapshotKind.FIGURES, FIGURES))
    article.tags.add("đại hội")
    article.related.add(RelatedArticle(to=other))
    article.save()
    article.save_revision().publish()
    counters.start_at("site", 33131941)
    counters.start_at(f"story:{article.pk}", 229)
    page = read(client, article.url)
    for words in (
        "Tuyên truyền Đại hội", "Thứ Năm, 27/8/2020, 14 giờ 50", "Tổng kết công tác tổ chức Đại hội",
        "Sáng 27/8, quận tổng kết.", "Quận có 53 chi, đảng bộ cơ sở", "Hội nghị tổng kết (Ảnh: Tổ Tuyên truyền)",
        "Trao giấy khen cho các tập thể. (Ảnh: Tổ Tuyên truyền)", "Hạ Vy", "Nguồn: Văn phòng Quận uỷ",
        "Số lượt người xem: <b>230</b>", "33.131.942", "Kỳ cuối: vận dụng sáng tạo", "Xem theo ngày", "1 phút đọc",
        "đại hội</a>", "Đảng bộ quận Thử", "In bài", "Cỡ chữ lớn", "Hội nghị qua ảnh",
    ):  # fmt: skip
        assert words in page, words
    related = page[page.index("tin-lien-quan") :]
    assert re.search(r'<img src="/tep/[0-9a-f]{24}\.webp" width="320" height="180"', related)  # its thumbnail
    assert 'href="/ngay/2020/8/27/" aria-current="date"' in page
    assert '<input id="tim-q" type="search" name="q"' in page
    assert errors(page) == []


def beside(page: str) -> list[str]:
    """The headlines of the related stories, in their order."""
    section = page[page.index("tin-lien-quan") :].split("</section>")[0]
    return re.findall(r"<h3><a [^>]*>([^<]*)</a></h3>", section)


def test_beside_an_article_stand_what_its_editor_chose_and_then_the_newest_of_its_section(client: Client) -> None:
    a_site()
    here = a_section("Xây dựng Đảng", "xay-dung-dang")
    elsewhere = a_section("Hỏi đáp", "hoi-dap")
    old = [an_article(title=f"Tin {n}", section=here, shown_at=AT + timedelta(hours=n)) for n in range(1, 7)]
    other = an_article(title="Mục khác", section=elsewhere, shown_at=AT + timedelta(days=9))
    gone = an_article(title="Đã rút", section=here, shown_at=AT + timedelta(days=2))
    article = an_article(title="Bài này", section=here, shown_at=AT + timedelta(days=1))
    assert beside(read(client, article.url)) == ["Đã rút", "Tin 6", "Tin 5", "Tin 4"]
    for chosen in (other, old[4], gone):
        article.related.add(RelatedArticle(to=chosen))
    article.save()
    article.save_revision().publish()
    gone.withdrawn_note = "Rút."
    gone.save()
    gone.unpublish()
    assert beside(read(client, article.url)) == ["Mục khác", "Tin 5", "Tin 6", "Tin 4"]
    assert beside(read(client, old[5].url)) == ["Bài này", "Tin 5", "Tin 4", "Tin 3"]
    old[4].title = "Tin 5, sửa"
    old[4].save_revision().publish()
    assert beside(read(client, article.url)) == ["Mục khác", "Tin 5, sửa", "Tin 6", "Tin 4"]


def test_a_reader_who_shares_the_article_hands_on_its_headline_picture_and_one_address(client: Client) -> None:
    a_site()
    article = a_full_article()
    page = read(client, f"{article.url}?co-chu=lon")
    assert f'<link rel="canonical" href="http://127.0.0.1:8001{article.url}">' in page
    assert 'property="og:title" content="Tổng kết công tác tổ chức Đại hội"' in page
    assert re.search(r'property="og:image" content="http://127.0.0.1:8001/tep/[0-9a-f]{24}\.jpg"', page)
    assert 'property="article:published_time" content="2020-08-27T14:50+07:00"' in page
    assert 'href="/rss.xml"' in page


def test_the_first_picture_is_fetched_at_once_and_the_others_when_they_are_near(client: Client) -> None:
    a_site()
    images = Checker(read(client, a_full_article().url)).images
    assert images[0]["fetchpriority"] == "high"
    assert "loading" not in images[0]
    assert all(one.get("loading") == "lazy" for one in images[1:])
    assert all("srcset" in one and "sizes" in one for one in images[:2])
    bare = an_article(body=[("picture", {"photo": a_photo(), "caption": ""})])
    images = Checker(read(client, bare.url)).images
    assert images[0]["fetchpriority"] == "high"
    assert "loading" not in images[0]


def test_larger_type_and_paper_are_links_and_set_no_cookie(client: Client) -> None:
    a_site()
    address = a_full_article().url
    page = read(client, address)
    assert 'href="?co-chu=lon"' in page
    assert 'href="?in=1"' in page
    assert '<html lang="vi" class="lon">' in read(client, f"{address}?co-chu=lon")
    assert '<html lang="vi" class="in">' in read(client, f"{address}?in=1")
    assert client.cookies == {}


def test_a_correction_stands_under_the_article_with_its_date_and_is_told_at_the_top(client: Client) -> None:
    a_site()
    article = an_article(shown_at=AT)
    article.corrections.add(Correction(text="Số đúng là 71 chi bộ.", at=AT + timedelta(hours=3)))
    article.save()
    article.save_revision().publish()
    page = read(client, article.url)
    assert "Thứ Năm, 27/8/2020, 17 giờ 50</time>: Số đúng là 71 chi bộ." in page
    assert 'Bài có đính chính ngày 27/8/2020, <a href="#dinh-chinh">' in page
    assert errors(page) == []


def test_figures_that_were_replaced_or_taken_back_are_marked_in_the_article(client: Client) -> None:
    sender = a_site()
    first = sender.publish(SnapshotKind.FIGURES, FIGURES)
    article = an_article(snapshot=first, body=[("text", "<p>{members} đảng viên.</p>")])
    assert "nay đã có" not in read(client, article.url)
    second = sender.publish(SnapshotKind.FIGURES, FIGURES, version=2)
    page = read(client, article.url)
    assert f'<a href="/so-lieu/{first.pk}/">bản 1</a>, nay đã có <a href="/so-lieu/{second.pk}/">bản 2' in page
    assert "11.836" in page  # the article keeps what it said
    later = an_article(snapshot=second)
    content = {"subject": second.subject, "version": 2, "reason": "Nhầm số."}
    sender.publish(SnapshotKind.WITHDRAWAL, content, what="rut")
    assert "mà cơ quan công bố đã rút" in read(client, later.url)


def test_no_page_of_the_reader_asks_the_tables_of_drafts(
    client: Client, django_assert_max_num_queries: Any, django_capture_on_commit_callbacks: Any
) -> None:
    sender = a_site()
    sender.publish(SnapshotKind.FIGURES, FIGURES)
    article = a_full_article()
    a_draft(title="Bản thảo mật", body=[("text", "<p>Câu chưa duyệt.</p>")])
    addresses = (
        "/", article.url, "/chuyen-muc/tuyen-truyen/", "/ngay/2020/8/27/", "/thang/2020/8/", "/luu-tru/", "/anh/",
        "/don-vi/", "/don-vi/Q/", "/so-lieu/", "/lich/", "/van-ban/", "/tin/khong-co",
    )  # fmt: skip
    with django_assert_max_num_queries(300) as asked:
        for address in addresses:
            cache.forget()
            assert "Bản thảo mật" not in client.get(address, **READER).content.decode()
    tables = {name for one in asked for name in re.findall(r'(?:FROM|JOIN) "?(\w+)', one["sql"])}
    open_ones = {"portal_story", "portal_storytag", "portal_section", "portal_snapshot", "portal_office",
                 "portal_counter", "portal_front", "portal_corner", "wagtailcore_page"}  # fmt: skip
    assert tables <= open_ones
    pages = [one["sql"] for one in asked if "wagtailcore_page" in one["sql"]]
    assert all("portal_front" in sql or "portal_corner" in sql for sql in pages)


def test_the_short_link_and_its_square_code_lead_to_the_article(client: Client) -> None:
    a_site()
    article = an_article()
    short = re.search(r'href="/b/(\w+)/"', read(client, article.url))
    assert short is not None
    answer = client.get(f"/b/{short[1]}/")
    assert (answer.status_code, answer["Location"]) == (301, article.url)
    drawn = client.get(f"/b/{short[1]}.svg")
    assert drawn["Content-Type"] == "image/svg+xml"
    made = segno.make(f"http://127.0.0.1:8001/b/{short[1]}/", error="m", micro=False)
    out = BytesIO()
    made.save(out, kind="svg", xmldecl=False, border=4, dark="#24201a", light="#ffffff", omitsize=True)
    assert drawn.content == out.getvalue()
    assert [client.get(f"/b/{text}").status_code for text in ("0zz/", "ZZ/", "zzzzzzzzzzzzz/", "zzz.svg")] == [404] * 4


def test_an_attachment_is_handed_out_as_it_was_published_and_only_while_the_article_stands(client: Client) -> None:
    a_site()
    listed, hidden = a_file(), a_file("Chưa đăng")
    article = an_article(body=[("file", listed)])
    a_draft(body=[("file", hidden)])
    page = read(client, article.url)
    assert f'href="/tai-lieu/{listed.pk}/bien-ban' in page
    assert errors(page) == []
    answer = client.get(listed.url)
    assert b"".join(answer.streaming_content) == b"%PDF-1.4 bien ban"
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith('attachment; filename="bien-ban')
    assert client.get(hidden.url).status_code == 404
    article.withdrawn_note = "Rút."
    article.save()
    article.unpublish()
    cache.forget()
    assert client.get(listed.url).status_code == 404


def test_pictures_come_by_their_digest_alone_and_for_a_day(client: Client) -> None:
    a_site()
    src = Checker(read(client, a_full_article().url)).images[0]["src"]
    answer = client.get(src)
    assert b"".join(answer.streaming_content)[8:12] == b"WEBP"
    assert answer["Content-Type"] == "image/webp"
    assert answer["Cache-Control"] == "public, max-age=86400"
    assert client.get(src, headers={"if-none-match": answer["ETag"]}).status_code == 304
    for name in ("../secret.key", "..%2fsecret.key", "%2e%2e/portal.sqlite3", "a" * 24 + ".webp/../x", "x.webp",
                 "A" * 24 + ".webp", "a" * 24 + ".svg", "a" * 24 + ".webp%00", "a" * 24 + ".pdf", ""):  # fmt: skip
        assert client.get(f"/tep/{name}").status_code == 404, name


def pictures_in(client: Client, article: Article) -> set[str]:
    """Every picture that the article's page names."""
    return set(re.findall(r"/tep/[0-9a-f]{24}\.[a-z]+", read(client, article.url)))


def a_coloured_photo(colour: tuple[int, int, int]) -> Photo:
    out = BytesIO()
    Image.new("RGB", (640, 360), colour).save(out, "PNG")
    return Photo.objects.create(title="Ảnh", file=ContentFile(out.getvalue(), "anh.png"), alt="Ảnh")


def fetched(client: Client, address: str) -> int:
    """The status of the answer."""
    answer = client.get(address)
    answer.getvalue()  # read to its end, a file is closed
    return answer.status_code


def test_the_pictures_of_a_withdrawn_article_go_with_it(client: Client) -> None:
    a_site()
    gallery = {"title": "Ảnh", "photos": [a_coloured_photo((0, 0, 90)), a_coloured_photo((0, 90, 0))]}
    shared = a_coloured_photo((90, 0, 0))
    article = an_article(cover=shared, body=[("gallery", gallery)])
    other = an_article(cover=shared)
    names, left = pictures_in(client, article), pictures_in(client, other)
    assert len(names - left) >= 2
    assert all(fetched(client, name) == 200 for name in names | left)
    article.withdrawn_note = "Rút."
    article.save()
    article.unpublish()
    cache.forget()
    assert {fetched(client, name) for name in names - left} == {404}
    assert all(fetched(client, name) == 200 for name in left)  # another article shows it, too
    article.save_revision().publish()
    cache.forget()
    assert all(fetched(client, name) == 200 for name in names)


def test_the_pictures_of_a_draft_are_shown_to_the_newsroom_alone(client: Client) -> None:
    sender = a_site()
    draft = a_draft(cover=a_coloured_photo((1, 2, 3)))
    src = story_values(draft)["cover"]["src"]  # what a preview makes
    assert fetched(client, src) == 404
    desk = come_in(sender, ("Q.1", "editor"))
    answer = desk.get(src)
    answer.getvalue()  # read to its end, a file is closed
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    office_revoke(sender.public)
    assert fetched(desk, src) == 404


def test_a_picture_costs_a_question_only_after_a_publication(
    client: Client, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    a_site()
    src = Checker(read(client, an_article(cover=a_photo()).url)).images[0]["src"]
    assert fetched(client, src) == 200
    with django_assert_num_queries(0):
        assert fetched(client, src) == 200
        assert fetched(client, f"/tep/{'0' * 24}.webp") == 404
    cache.forget()
    with django_assert_max_num_queries(2):
        assert fetched(client, src) == 200


def test_what_another_process_published_shows_its_pictures_at_once(client: Client) -> None:
    a_site()
    src = Checker(read(client, an_article(cover=a_coloured_photo((5, 5, 5))).url)).images[0]["src"]
    assert fetched(client, src) == 200
    fresh = story_values(an_article(cover=a_coloured_photo((6, 6, 6))))["cover"]["src"]
    assert fetched(client, fresh) == 200  # nothing here has forgotten its pages yet


@pytest.mark.parametrize(
    "path",
    [
        f"/tin/{2**63}-a/", "/tin/99999999999999999999-a/", "/so-lieu/99999999999999999999/", "/the/%00/",
        "/ngay/1/1/1/", "/thang/1/1/", "/ngay/9999/12/30/", "/ngay/9999/12/31/", "/thang/9999/12/", "/ngay/9001/1/1/",
        "/ngay/1899/12/31/", "/van-ban/99999999999999999999/a.pdf", "/tai-lieu/99999999999999999999/a.pdf",
        "/sitemap-99999999999999999999.xml", "/b/zzzzzzzzzzzz/", "/b/zzzzzzzzzzzzz/",
    ],
)  # fmt: skip
def test_an_address_beyond_every_table_and_calendar_leads_nowhere(client: Client, path: str) -> None:
    a_site()
    an_article()
    assert client.get(path).status_code == 404
    assert client.get("/ngay/1900/1/1/").status_code == client.get("/thang/9000/12/").status_code == 200


@pytest.mark.parametrize("path", ["/", "/nhan/", "/vao/", "/tep/a.webp"])
def test_a_host_that_is_not_the_portal_s_is_refused_with_a_page(path: str) -> None:
    answer = Client(raise_request_exception=False).get(path, headers={"host": "xa.example"})
    assert answer.status_code == 400
    assert errors(answer.content.decode()) == []


def test_a_withdrawn_article_says_why_and_shows_nothing_else(client: Client) -> None:
    a_site()
    article = a_full_article(withdrawn_note="Số liệu chưa được duyệt.")
    article.unpublish()
    cache.forget()
    answer = client.get(article.url)
    page = answer.content.decode()
    assert answer.status_code == 410
    assert "Số liệu chưa được duyệt." in page
    assert "Tổng kết công tác" not in page
    assert errors(page) == []


@override_settings(WAGTAILADMIN_BASE_URL="https://tin.example.vn")
def test_an_address_that_leads_nowhere_helps_on(client: Client) -> None:
    a_site()
    article = an_article(title="Tổng kết đại hội")
    answer = client.get("/tin/2020/08/tong-ket-dai-hoi.html")
    page = answer.content.decode()
    assert answer.status_code == 404
    assert 'href="/tim/?q=tong%20ket%20dai%20hoi"' in page
    assert 'name="q" maxlength="100" value="tong ket dai hoi"' in page
    assert f'href="{article.url}"' in page
    assert errors(page) == []
    tricky = client.get("/<script>alert(1)</script>/x").content.decode()
    assert "<script>alert" not in tricky
    assert errors(tricky) == []


def test_an_old_headline_in_the_address_leads_to_the_new_one(client: Client) -> None:
    a_site()
    article = an_article()
    answer = client.get(f"/tin/{article.pk}-ten-cu/?in=1")
    assert (answer.status_code, answer["Location"]) == (301, f"{article.url}?in=1")


def test_tomorrow_is_no_day_of_the_archive(client: Client) -> None:
    a_site()
    an_article(shown_at=AT)
    year = timezone.localdate().year
    assert f"/thang/{year}/" not in read(client, "/luu-tru/")
    assert client.get("/ngay/2020/2/30/").status_code == 404
    assert client.get("/thang/2020/13/").status_code == 404
    assert client.get("/thang/99999/1/").status_code == 404
