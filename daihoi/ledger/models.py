"""Events in one hash chain per stream, and the head of each chain."""

from django.db import models

GENESIS = "0" * 64


class Event(models.Model):
    """One thing that happened. `digest` covers every other column and the digest before it (T7)."""

    stream = models.CharField(max_length=80)
    seq = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    actor = models.PositiveBigIntegerField(null=True)  # a user's id, never a name; empty for the program itself
    second = models.PositiveBigIntegerField(null=True)  # the second person of a two-person act
    signed = models.BooleanField(default=False)  # the password was re-entered for this very act
    verb = models.CharField(max_length=60)
    payload = models.TextField()  # canonical JSON: ids, numbers, salted digests
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream", "seq"], name="event_once_in_stream")]
        indexes = [models.Index(fields=["at"], name="event_at"), models.Index(fields=["verb"], name="event_verb")]

    def __str__(self) -> str:
        return f"{self.stream}#{self.seq} {self.verb}"


class Head(models.Model):
    """The last event of a stream; locked while one is appended, compared by verification."""

    stream = models.CharField(max_length=80, primary_key=True)
    seq = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, default=GENESIS)

    def __str__(self) -> str:
        return f"{self.stream}#{self.seq} {self.digest[:12]}"
