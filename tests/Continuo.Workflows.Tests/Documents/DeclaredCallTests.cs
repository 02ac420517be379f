using Continuo.Workflows.Documents;
using Continuo.Workflows.Expressions;
using Continuo.Workflows.Validation;
using Xunit;

namespace Continuo.Workflows.Tests.Documents;

/// <summary>Functions of <c>use.functions</c>, and <c>use.extensions</c>. The given lines begin at line 6.</summary>
public sealed class DeclaredCallTests
{
    [Fact]
    public void A_declared_function_stands_once_however_often_it_is_called()
    {
        var definition = Sample.Definition("use: {functions: {f: {set: {a: 1}}}}\ndo: [{a: {call: f, with: {x: 1}}}, {b: {call: f}}]\n");

        var calls = definition.Root.Tasks.Cast<DeclaredCallTask>().ToList();
        Assert.Same(calls[0].Function, calls[1].Function);
        Assert.Equal(("f", "/use/functions/f"), (calls[0].Function.Name, calls[0].Function.Body.Tasks[0].Pointer));
        Assert.IsType<ValueTemplate.Literal>(calls[0].With);
        Assert.Null(calls[1].With);
        Assert.Equal(5, definition.Nodes.Length);
        Assert.All(definition.Nodes, (node, index) => Assert.Equal(index, node.Index));
    }

    [Fact]
    public void Nodes_have_the_same_numbers_whatever_the_order_of_the_functions()
    {
        static IEnumerable<string> Pointers(string functions) => Sample.Definition($"use: {{functions: {{{functions}}}}}\ndo: [{{a: {{call: g}}}}]\n").Nodes.Select(node => node.Pointer);

        Assert.Equal(Pointers("f: {set: {a: 1}}, g: {call: f}"), Pointers("g: {call: f}, f: {set: {a: 1}}"));
    }

    [Fact]
    public void A_declared_function_hides_one_of_the_host_but_no_call_of_the_language()
    {
        var definition = Sample.Definition("use: {functions: {f: {set: {a: 1}}, http: {set: {a: 1}}}}\ndo: [{a: {call: f}}, {b: {call: g}}, {c: {call: http, with: {method: get, endpoint: 'http://a/'}}}]\n");

        Assert.Equal([typeof(DeclaredCallTask), typeof(FunctionCallTask), typeof(HttpCallTask)], definition.Root.Tasks.Select(task => task.GetType()));
    }

    [Fact]
    public void All_mistakes_in_functions_and_extensions_are_found_with_their_places()
    {
        var result = Sample.Load("""
            use:
              functions:
                f: {call: http, with: {metod: get, endpoint: 'http://a/'}, then: there}
                g: 1
              catalogs:
                c: {url: x}
                d: {endpoint: '${ .x }'}
              extensions:
                - one: {extend: do, when: '.a ==='}
                - two: {before: [{a: {sett: 1}}], then: exit}
                - three: {extend: fork}
            do:
              - a: {call: f, with: text}
              - b: {call: 'x:1@d'}
              - c: {call: 'x:1@e'}
            """);

        Assert.Equal(
            [
                "8:21 CW0102 /use/functions/f/with",
                "8:28 CW0101 /use/functions/f/with/metod",
                "8:70 CW0201 /use/functions/f/then",
                "9:8 CW0103 /use/functions/g",
                "11:5 CW0102 /use/catalogs/c",
                "11:9 CW0101 /use/catalogs/c/url",
                "12:19 CW0205 /use/catalogs/d/endpoint",
                "14:21 CW0104 /use/extensions/0/one/extend",
                "14:37 CW0301 /use/extensions/0/one/when",
                "15:7 CW0102 /use/extensions/1/two",
                "15:23 CW0106 /use/extensions/1/two/before/0/a",
                "15:39 CW0101 /use/extensions/1/two/then",
                "16:23 CW0104 /use/extensions/2/three/extend",
                "18:24 CW0103 /do/0/a/with",
                "20:15 CW0202 /do/2/c/call",
            ],
            result.Diagnostics.Select(d => $"{d.Position} {d.Code} {d.Pointer}"));
    }

    [Theory]
    [InlineData("all", "a b c d e f")]
    [InlineData("call", "c e")]
    [InlineData("composite", "b")]
    [InlineData("for", "d")]
    [InlineData("set", "a")]
    [InlineData("run", "")]
    public void An_extension_is_for_tasks_of_its_kind(string kind, string extended)
    {
        var definition = Sample.Definition($"use: {{extensions: [{{x: {{extend: {kind}}}}}]}}\n" + """
            do:
              - a: {set: {v: 1}}
              - b: {do: [{c: {call: host}}]}
              - d: {for: {in: .}, do: [{e: {call: http, with: {method: get, endpoint: 'http://a/'}}}]}
              - f: {fork: {branches: []}}
            """);

        Assert.Equal(extended, string.Join(' ', definition.Nodes.OfType<TaskNode>().Where(task => task.Extensions.Length == 1).Select(task => task.Name)));
    }

    [Fact]
    public void An_extension_says_when_and_what()
    {
        var extension = Sample.Task<SetTask>("use: {extensions: [{x: {extend: all, when: $task.name == \"a\", before: [{p: {set: {a: 1}}}], after: [{q: {set: {a: 1}}}]}}]}\ndo: [{a: {set: {v: 1}}}]\n").Extensions[0];

        Assert.Equal(("x", "all", "$task.name == \"a\""), (extension.Name, extension.Extend, extension.When!.Source));
        Assert.Equal(["/use/extensions/0/x/before/0/p", "/use/extensions/0/x/after/0/q"], extension.Before!.Tasks.Concat(extension.After!.Tasks).Select(task => task.Pointer));
    }

    [Fact]
    public void What_a_function_sees_is_decided_where_it_stands() =>
        Assert.Equal("6:36", Sample.Only(DiagnosticCodes.UnknownVariable, "use: {functions: {f: {set: {a: '${ $x }'}}}}\ndo: [{l: {for: {each: x, in: .}, do: [{c: {call: f}}]}}]\n").Position.ToString());
}
