"""The checks of the pages: a head of their own, and no figure that is not a fact."""

import pytest

from macros import pages

HEAD = "---\ntitle: {title}\ndescription: About {title}.\n---\n"


@pytest.fixture
def problems(tmp_path):
    """What is wrong with pages given by their path."""

    def problems(**texts):
        for name, text in texts.items():
            path = tmp_path / f"{name.replace('__', '/')}.md"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return [str(one) for one in pages.problems(pages.read(tmp_path))]

    return problems


def page(text, title="Schools", more=""):
    return HEAD.format(title=title).replace("---\n", f"---\n{more}", 1) + text


def test_a_page_in_order_has_no_problem(problems):
    assert problems(school=page("# Schools\n\nWords.\n")) == []


def test_a_page_without_a_head_lacks_both(problems):
    assert problems(school="# Schools\n") == [
        "docs/school.md:1: the front matter lacks “title: …”.",
        "docs/school.md:1: the front matter lacks “description: …”.",
    ]


def test_a_head_with_nothing_in_it_is_no_head(problems):
    assert len(problems(school="---\n---\n# Schools\n")) == 2


def test_two_pages_may_not_share_a_title_or_description(problems):
    assert problems(a=page("A"), b__c=page("B")) == [
        "docs/b/c.md:1: its title is already that of docs/a.md.",
        "docs/b/c.md:1: its description is already that of docs/a.md.",
    ]


def test_a_description_too_long_is_told_with_its_length(problems):
    head = HEAD.format(title="x").replace("About x.", "y" * 156)
    assert problems(school=head) == [
        "docs/school.md:1: its description has 156 characters; at most 155 are shown."
    ]


def test_a_figure_on_a_page_is_told_with_its_line(problems):
    assert problems(school=page("# Schools\n\nWithin 7 years.\n\nSeven years.\n")) == [
        (
            "docs/school.md:7: “7” stands on the page itself. Make it a fact in guide.yml with a "
            'source, and write {{ fact("its-id") }}.'
        ),
        (
            "docs/school.md:9: “Seven years” stands on the page itself. Make it a fact in "
            'guide.yml with a source, and write {{ fact("its-id") }}.'
        ),
    ]


@pytest.mark.parametrize(
    "text",
    [
        '{{ fact("limit-2027") }}',
        '{{ total(\n"Sum",\n["a-1", ["b-2", 3]]) }}',
        "1. first\n2. second\n",
        "Step 1, Pathway 6, the 2027 Match",
        "[words](https://www.example.org/2027)",
        "`code 7`",
        "```\nx = 7\n```",
        "<!-- 7 -->",
        '<div data-x="7">words</div>',
        "## Heading {#part-2}",
        "words&#8203;words",
    ],
)
def test_what_is_no_prose_may_hold_digits(problems, text):
    assert problems(school=page(text)) == []


def test_a_line_keeps_its_number_behind_a_call_of_several_lines(problems):
    (found,) = problems(school=page('{{ total("Sum",\n["a"]) }}\n9 days\n'))
    assert found.startswith("docs/school.md:7: “9”")


def test_a_page_may_be_allowed_its_figures(problems):
    assert problems(school=page("Within 7 years.\n", more="figures: allowed\n")) == []


def test_ids_that_pages_name_are_found(tmp_path):
    (tmp_path / "a.md").write_text('{{ facts("one", "two") }} and {{ cite(\'three\') }} "four"')
    assert pages.mentioned(pages.read(tmp_path)) == {"one", "two", "three"}


def test_a_disagreement_that_no_page_shows_is_told(tmp_path):
    sides = {"conflict": {"with": "x", "why": "y", "sources": ["z"]}}
    guide = {"facts": {"fee": sides, "calm": {}}, "open": {"law": sides, "shown": sides}}
    (tmp_path / "a.md").write_text('{{ open("shown") }} {{ fact("fee") }} {{ cite("law") }}')
    found = list(pages.hidden_disagreements(pages.read(tmp_path), guide))
    assert [one.partition(":")[0] for one in found] == ["“fee”", "“law”"]
    assert '{{ conflict("fee") }}' in found[0]
    assert '{{ open("law") }}' in found[1]
