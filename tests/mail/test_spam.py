"""What front MTAs say of spam, brought to one measure: 1.0 is what they call spam."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dgroup.mail.parse import parse
from dgroup.mail.spam import spam_score


@pytest.mark.parametrize(
    ("head", "score"),
    [
        ("X-Spam-Flag: YES", 1.0),
        ("X-Spam-Flag: NO", 0.0),
        ("X-Spam: Yes", 1.0),
        ("X-Spam-Status: Yes, score=7.5 required=5.0 tests=BAYES_99,\n\tHTML_MESSAGE", 1.5),
        ("X-Spam-Status: No, score=-2.5 required=5.0 tests=ALL_TRUSTED", -0.5),
        ("X-Spam-Status: No, hits=2.5 required=5.0", 0.5),
        ("X-Spam-Status: Yes, score=1 required=0", 1.0),
        ("X-Spam-Status: Yes", 1.0),
        ("X-Spam-Score: 10.0", 2.0),
        ("X-Spam-Score: 2.5 (++)", 0.5),
        ("X-Spam-Level: *****", 1.0),
        ("X-Spam-Level:", None),
        ("X-Spam-Bar: ++++++++++", 2.0),
        ("X-Rspamd-Score: 9", 1.5),
        ("X-Rspamd-Score: 7.5 / 15.0", 0.5),
        ("X-Spamd-Result: default: False [3.75 / 15.00];\n\tR_SPF_ALLOW(-0.20)[+ip4:203.0.113.4]", 0.25),
        ("X-Spamd-Result: default: True [7.50 / 15.00]; BAYES_SPAM(5.10)[100.00%]", 1.0),
        ("X-MS-Exchange-Organization-SCL: 6", 1.2),
        ("X-MS-Exchange-Organization-SCL: -1", -0.2),
        ("X-Forefront-Antispam-Report: CIP:203.0.113.4;CTRY:KE;LANG:en;SCL:5;SRV:;IPV:NLI;", 1.0),
        ("X-Forefront-Antispam-Report: CIP:203.0.113.4;SFV:NSPM", None),
        ("X-Bogosity: Spam, tests=bogofilter, spamicity=0.99", 1.0),
        ("X-DSPAM-Result: Innocent", 0.0),
        # the highest of several
        ("X-Spam-Flag: NO\nX-Spam-Score: 4\nX-Spam-Level: ***", 0.8),
        # nothing said
        ("Subject: hello", None),
        ("X-Spam-Score: nan", None),
        ("X-Spam-Status: unknown", None),
    ],
)  # fmt: skip
def test_scores_of_many_filters(head: str, score: float | None) -> None:
    """Each filter's own threshold is 1.0."""
    found = spam_score(parse(f"{head}\n\nx\n".encode()))
    assert found == (None if score is None else pytest.approx(score))


NAMES = ["Status", "Score", "Level", "Flag"]


@given(st.sampled_from(NAMES), st.text(max_size=60))
def test_any_value_is_read(name: str, text: str) -> None:
    """Nothing raises, and what comes out can be compared."""
    score = spam_score(parse(f"X-Spam-{name}: {text}\n\nx\n".encode()))
    assert score is None or not math.isnan(score)
