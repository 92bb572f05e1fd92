import pytest
from tests import builders as b
from daihoi.elections import queries
pytestmark = pytest.mark.django_db
def test_smoke():
    r = b.a_certified_round()
    assert list(queries.verify_certificates()) == []
    assert list(queries.verify_tallies()) == []
