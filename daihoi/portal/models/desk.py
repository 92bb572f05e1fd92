"""How editors come in: every signed link opens the door once."""

from django.db import models


class Entry(models.Model):
    """A link that was used: its nonce opens nothing again until it has expired, then the row goes."""

    nonce = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.nonce[:8]
