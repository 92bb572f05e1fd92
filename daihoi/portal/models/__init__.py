"""Tables of the portal: what offices published, the desk's pages and library, what the reader reads, counters."""

from daihoi.portal.models.desk import Entry, Review
from daihoi.portal.models.library import Attachment, Photo, PhotoRendition
from daihoi.portal.models.pages import Article, ArticleTag, Corner, Correction, Front, RelatedArticle
from daihoi.portal.models.published import Office, Snapshot, SnapshotState
from daihoi.portal.models.reading import Counter, Section, Stamp, Story, StoryPicture, StoryTag

__all__ = [
    "Article",
    "ArticleTag",
    "Attachment",
    "Corner",
    "Correction",
    "Counter",
    "Entry",
    "Front",
    "Office",
    "Photo",
    "PhotoRendition",
    "RelatedArticle",
    "Review",
    "Section",
    "Snapshot",
    "SnapshotState",
    "Stamp",
    "Story",
    "StoryPicture",
    "StoryTag",
]
