from model import schema
from triage_app.domain.backlog import COUNTS, Field


def test_the_contract_and_the_domain_name_the_same_columns() -> None:
    assert {c.name for c in schema.COLUMNS} == {part.value for part in Field}
    assert tuple(part.value for part in COUNTS) == schema.COUNT_NAMES


def test_author_status_is_no_feature() -> None:
    features = {c.name for c in schema.COLUMNS if c.feature}
    assert features == {schema.TRANSCRIPT.name, *schema.COUNT_NAMES}


def test_the_labels_are_the_contracts_own() -> None:
    assert (schema.CLAIM, schema.OPINION) == ("claim", "opinion")
