"""Rows that stand in an order of their own."""

from django import forms

from .base import PortalForm


class OrderedForm(PortalForm):
    """A row with a place in an order; places are checked over all rows together, so that two can be exchanged."""

    #: what is settled when the whole list is stored
    settled_later: tuple[str, ...] = ("order",)

    def validate_constraints(self) -> None:
        """All but the place: the database checks that when the whole list is stored."""
        try:
            self.instance.validate_constraints(exclude={*self._get_validation_exclusions(), *self.settled_later})  # type: ignore[attr-defined]
        except forms.ValidationError as error:
            self._update_errors(error)  # type: ignore[attr-defined]
