"""Tables of saved searches: what each has sent to each of its channels."""

import sqlalchemy as sa

from storage.schema.columns import Moment, document, metadata

watch_cursors = sa.Table(
    "watch_cursors",
    metadata,
    sa.Column("watch", sa.Text, primary_key=True, comment="its name"),
    sa.Column("channel", sa.Text, primary_key=True, comment="digest of the channel's address without its password"),
    sa.Column("shown", sa.Text, nullable=False, comment="the channel for people, without its secret"),
    sa.Column("number", sa.Integer, nullable=False, comment="the last change that was dealt with"),
    sa.Column("notified_at", Moment, nullable=False, comment="when it was last up to date"),
)

watch_deliveries = sa.Table(
    "watch_deliveries",
    metadata,
    sa.Column("id", sa.Text, primary_key=True, comment="the message's own, the same in every attempt"),
    sa.Column("watch", sa.Text, nullable=False),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("last_number", sa.Integer, nullable=False, comment="the cursor once it is sent"),
    sa.Column(
        "events", sa.JSON(none_as_null=True), nullable=False, comment="[change or null, document, [kind, …]] each"
    ),
    sa.Column("planned_at", Moment, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("failed_at", Moment),
    sa.Column("failed_why", sa.Text),
    sa.Column("sent_at", Moment, comment="null while it waits"),
    sa.Index(None, "watch", "channel"),
)

watch_reminders = sa.Table(
    "watch_reminders",
    metadata,
    sa.Column("watch", sa.Text, primary_key=True),
    sa.Column("channel", sa.Text, primary_key=True),
    document(primary_key=True),
    sa.Column("due_on", sa.Date, primary_key=True, comment="the last day for comments that was named"),
)
