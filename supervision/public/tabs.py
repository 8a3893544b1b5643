"""The lists of supervision that stand side by side."""

from typing import Final

TABS: Final = (
    ("年度计划", "supervision_public:plan_list"),
    ("专项工作报告", "supervision_public:report_list"),
    ("审议意见", "supervision_public:opinion_list"),
    ("执法检查、调研视察", "supervision_public:oversight_list"),
    ("专题询问", "supervision_public:inquiry_list"),
    ("备案审查", "supervision_public:filing_list"),
    ("审计整改", "supervision_public:audit_list"),
    ("履职评议", "supervision_public:review_list"),
    ("监督专家", "supervision_public:expert_list"),
    ("质询案", "supervision_public:interpellation_list"),
)
