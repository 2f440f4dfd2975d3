"""The one table of the portal's pages: counters of requests, in the shape that Django's database cache wants.

A model, so that migrations make it and the drift check knows it. Rows are written by the cache alone.
"""

from django.db import models


class Counter(models.Model):
    """How often something was tried of late. The key holds digests and a login's number, never an address."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "web_counter"

    def __str__(self) -> str:
        return self.cache_key
