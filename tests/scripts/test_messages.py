"""The check of the catalogues sees what is missing, fuzzy, obsolete or at odds."""

from pathlib import Path

import pytest

from scripts.messages import problems_of

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
PLURAL = '"Plural-Forms: nplurals=1; plural=0;\\n"\n'


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ('msgid "Month"\nmsgstr "月"', None),
        ('msgid "Month"\nmsgstr ""', "not translated"),
        ('#, fuzzy\nmsgid "Month"\nmsgstr "月"', "fuzzy"),
        ('#~ msgid "Month"\n#~ msgstr "月"', "obsolete"),
        ('msgid "%(n)s of %(m)s"\nmsgstr "共 %(m)s，第 %(n)s"', None),
        ('msgid "%(n)s done"\nmsgstr "完成"', "placeholders"),
        ('msgid "{n} done"\nmsgstr "完成 {m}"', "placeholders"),
        ('msgid "%(n)s day"\nmsgid_plural "%(n)s days"\nmsgstr[0] "%(n)s 天"', None),
        ('msgid "%(n)s day"\nmsgid_plural "%(n)s days"\nmsgstr[0] ""', "not translated"),
        ('msgid "one day"\nmsgid_plural "%(n)s days"\nmsgstr[0] "天"', "placeholders"),
    ],
)
def test_problems_of_an_entry(tmp_path: Path, entry: str, problem: str | None) -> None:
    path = tmp_path / "django.po"
    path.write_text(f"{HEADER}{PLURAL}\n{entry}\n", encoding="utf-8")
    found = list(problems_of(path))
    if problem is None:
        assert found == []
    else:
        assert len(found) == 1
        assert problem in found[0]
