"""Forms around the review of an annual report: comments, answers, and what is done to them."""

from __future__ import annotations

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from reports.annual.anchor import Passage


class CommentPage(models.TextChoices):
    """The page on which comments are read, to which one comes back."""

    DETAIL = "detail"
    REVIEW = "review"
    CHAPTER = "chapter"


class CommentAction(models.TextChoices):
    """What people do with a comment."""

    ANSWER = "answer"
    SETTLE = "settle"
    REOPEN = "reopen"
    TAKE_BACK = "take_back"


class _OnPage(forms.Form):
    """What every such form says: where it was sent from, and what was said."""

    page = forms.ChoiceField(choices=CommentPage.choices)
    text = forms.CharField(label=_("comment"), required=False, max_length=2000, strip=True)


class CommentForm(_OnPage):
    """A comment on a chapter, or on a passage of it."""

    chapter = forms.CharField(max_length=20)
    quote = forms.CharField(required=False)
    before = forms.CharField(required=False, strip=False)
    after = forms.CharField(required=False, strip=False)

    def passage(self) -> Passage:
        """The words it speaks of; none for the whole chapter."""
        return Passage(*(self.cleaned_data[name] for name in ("quote", "before", "after")))


class CommentActForm(_OnPage):
    """An answer, or a settling."""

    action = forms.ChoiceField(choices=CommentAction.choices)
