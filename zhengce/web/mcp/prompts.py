"""What people ask a model for, as prompts of the server: check my report, brief me on a field."""

from collections.abc import Mapping
from dataclasses import dataclass

from mcp_types import GetPromptResult, Prompt, PromptArgument, PromptMessage, TextContent


@dataclass(frozen=True, slots=True)
class _Offered:
    prompt: Prompt
    text: str
    """With a place in braces for each argument."""


_CHECK = _Offered(
    Prompt(
        name="check_my_report",
        title="Check my report",
        description="Every quotation, figure, day, body, number and title of a report against the documents.",
        arguments=[PromptArgument(name="report", description="The text of the report.", required=True)],
    ),
    "Check this report with the tool check_report. List what is wrong or not held, each with its line, what the "
    "document says and where; then what you are unsure of, having read the place with read_text. Change nothing that "
    "is right, and do not rewrite my text.\n\n{report}",
)
_BRIEF = _Offered(
    Prompt(
        name="brief_me",
        title="Brief me on a field",
        description="What Chinese central bodies issued on a field, with figures and citations.",
        arguments=[
            PromptArgument(name="field", description="For example: data exports, computing power.", required=True),
            PromptArgument(name="since", description="The first day, 2026-01-01; without it the last three months."),
        ],
    ),
    "Brief me on what Chinese central bodies issued on {field} since {since}. Ask coverage first and say what is not "
    "covered. Find documents with search (Chinese words find most), read them with read_text, take figures from "
    "targets and their status from life. For each document: who issued what, when, in which stage; at most three aims "
    "or figures; what it does to earlier documents. Cite with cite. Before you answer give your text to check_report "
    "and correct what is wrong.",
)
_DEFAULTS = {"since": "three months ago"}
_PROMPTS: Mapping[str, _Offered] = {one.prompt.name: one for one in (_CHECK, _BRIEF)}

PROMPTS = [one.prompt for one in _PROMPTS.values()]


def get_prompt(name: str, given: Mapping[str, str]) -> GetPromptResult:
    """A prompt with its arguments. Raises ValueError, which names what is missing."""
    if name not in _PROMPTS:
        raise ValueError(f"{name!r}: no such prompt; there are {', '.join(_PROMPTS)}")
    offered = _PROMPTS[name]
    values = dict(_DEFAULTS)
    for argument in offered.prompt.arguments or ():
        if value := given.get(argument.name, "").strip():
            values[argument.name] = value
        elif argument.required:
            raise ValueError(f"{name}: {argument.name} is missing: {argument.description}")
    text = TextContent(type="text", text=offered.text.format(**values))
    return GetPromptResult(description=offered.prompt.description, messages=[PromptMessage(role="user", content=text)])
