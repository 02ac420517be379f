using Continuo.Workflows.Documents;
using Continuo.Workflows.Documents.Import;
using Xunit;

namespace Continuo.Workflows.Tests.Documents;

public sealed class ImportTests
{
    private const string Header = "document: { dsl: '1.0.0-alpha1', namespace: shop, name: old, version: '1.0.0' }\n";
    private const string Now = "document: { dsl: '1.0.3', namespace: shop, name: old, version: '1.0.0' }\n";

    [Fact]
    public void Objects_of_tasks_become_lists_and_comments_stay()
    {
        var imported = WorkflowImport.Upgrade(Header +
            """
            # top
            do:
              # about a
              a:   # beside
                set:
                  text: |
                    first
                      second

              # about b
              b:
                try:
                  c: { wait: { seconds: 1 } }
                catch:
                  do: { d: { set: { x: 1 } }, e: { set: { y: "}" } } }
            # end

            """);

        Assert.Equal(
            Now +
            """
            # top
            do:
              # about a
              - a:   # beside
                  set:
                    text: |
                      first
                        second

              # about b
              - b:
                  try:
                    - c: { wait: { seconds: 1 } }
                  catch:
                    do: [{ d: { set: { x: 1 } } }, { e: { set: { y: "}" } } }]
            # end

            """,
            imported.Text);
        Assert.Equal(["/document/dsl", "/do", "/do/b/try", "/do/b/catch/do"], imported.Changes.Select(change => change.Pointer));
        Assert.NotNull(WorkflowLoader.Load(imported.Text).Definition);
    }

    [Theory]
    [InlineData("do:\n  - a: { run: { script: { language: javascript, code: x } } }\n", "do:\n  - a: { run: { script: { language: js, code: x } } }\n")]
    [InlineData("use: { secrets: [k] }\ndo:\n  - a: { set: { v: '${ $secret.k }' } }\n", "use: { secrets: [k] }\ndo:\n  - a: { set: { v: '${ $secrets.k }' } }\n")]
    [InlineData("do:\n  - a: { try: [{ b: { set: { x: 1 } } }], catch: { errors: { with: { details: x } } } }\n", "do:\n  - a: { try: [{ b: { set: { x: 1 } } }], catch: { errors: { with: { detail: x } } } }\n")]
    [InlineData("schedule: { on: { one: { with: { type: a } } } }\ndo:\n  - a: { set: { x: 1 } }\n", "schedule: { read: envelope, on: { one: { with: { type: a } } } }\ndo:\n  - a: { set: { x: 1 } }\n")]
    [InlineData("do:\n  a: { switch: { b: { then: end } } }\n", "do:\n  - a: { switch: [{ b: { then: end } }] }\n")]
    [InlineData("do:\n  a:\n    fork:\n      branches:\n        b: { set: { x: 1 } }\n        c: { set: { x: 1 } }\n", "do:\n  - a:\n      fork:\n        branches:\n          - b: { set: { x: 1 } }\n          - c: { set: { x: 1 } }\n")]
    public void Each_difference_is_mended_in_place(string old, string now)
    {
        var imported = WorkflowImport.Upgrade(Header + old);

        Assert.Equal(Now + now, imported.Text);
        Assert.False(imported.LostLayout);
        Assert.NotNull(WorkflowLoader.Load(imported.Text).Definition);
    }

    [Fact]
    public void A_text_that_cannot_be_changed_in_place_is_printed_anew_with_the_same_meaning()
    {
        var imported = WorkflowImport.Upgrade(Header + "do: { a: { set: { x: 1 } }, # note, with a comma\n  b: { set: { y: 2 } }, }\n");

        Assert.True(imported.LostLayout);
        Assert.Equal(["a", "b"], WorkflowLoader.Load(imported.Text).Definition!.Root.Tasks.Select(task => task.Name));
    }

    [Fact]
    public void A_document_of_the_present_version_stays_as_it_is()
    {
        var text = Now + "do:\n  - a: { set: { x: 1 } } # as it is\n";

        var imported = WorkflowImport.Upgrade(text);

        Assert.Equal(text, imported.Text);
        Assert.Empty(imported.Changes);
    }

    [Fact]
    public void What_is_no_document_is_told_and_left_alone()
    {
        var imported = WorkflowImport.Upgrade("do: [");

        Assert.Equal("do: [", imported.Text);
        Assert.NotEmpty(imported.Diagnostics);
    }
}
