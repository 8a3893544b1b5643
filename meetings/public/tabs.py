"""The lists of what the committee decided, side by side."""

TABS = (
    ("决议决定", "meetings_public:act_list"),
    ("公告", "meetings_public:announcement_list"),
)
