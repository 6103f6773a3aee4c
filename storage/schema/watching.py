"""Table of saved searches: what each has told each of its channels."""

import sqlalchemy as sa

from storage.schema.columns import Moment, metadata

watch_cursors = sa.Table(
    "watch_cursors",
    metadata,
    sa.Column("watch", sa.Text, primary_key=True, comment="its name"),
    sa.Column("channel", sa.Text, primary_key=True, comment="digest of the channel's address without its password"),
    sa.Column("shown", sa.Text, nullable=False, comment="the channel for people, without its secret"),
    sa.Column("number", sa.Integer, nullable=False, comment="the last change that was told or passed over"),
    sa.Column("days_to", sa.Date, nullable=False, comment="the last day of which it was reminded"),
    sa.Column("told_at", Moment, nullable=False, comment="when it was last up to date"),
    sa.Column("sent_at", Moment, comment="when it took the last message"),
    sa.Column("message", sa.JSON(none_as_null=True), comment="what waits to be sent, with its id and events"),
)
