using Continuo.Workflows.Tests.Documents;
using Continuo.Workflows.Validation;
using Xunit;

namespace Continuo.Workflows.Tests.Validation;

/// <summary>Each rule about the form of a document. Tasks begin at line 6.</summary>
public sealed class StructureTests
{
    [Fact]
    public void All_mistakes_are_found_at_once_in_the_order_of_the_text()
    {
        var result = Sample.Load("""
            do:
              - a:
                  sett: {n: 1}
              - b:
                  call: http
                  with: {metod: get, endpoint: 'http://a/{'}
                  then: aa
              - b:
                  wait: 30s
              - c:
                  set: {n: 1}
                  timeout: short
                  foo: 1
            """);

        Assert.Null(result.Definition);
        Assert.Equal(
            [
                "7:5 CW0106 /do/0/a",
                "11:7 CW0102 /do/1/b/with",
                "11:14 CW0101 /do/1/b/with/metod",
                "11:36 CW0117 /do/1/b/with/endpoint",
                "12:13 CW0201 /do/1/b/then",
                "13:5 CW0110 /do/2/b",
                "14:13 CW0113 /do/2/b/wait",
                "17:16 CW0202 /do/3/c/timeout",
                "18:7 CW0101 /do/3/c/foo",
            ],
            result.Diagnostics.Select(d => $"{d.Position} {d.Code} {d.Pointer}"));
    }

    [Fact]
    public void A_diagnostic_prints_as_compilers_do() =>
        Assert.Equal(
            "orders.yaml:7:17: error CW0113: 'wait' is not a duration: '30s'. Write PT30S.",
            Sample.Only(DiagnosticCodes.BadDuration, "do:\n  - w: {  wait: 30s}\n").Format("orders.yaml"));

    [Theory]
    [InlineData("sett: {n: 1}", "Did you mean 'set'?")]
    [InlineData("wiat: PT1S", "Did you mean 'wait'?")]
    [InlineData("catch: {}", "'catch' goes with 'try'.")]
    [InlineData("while: .a", "'while' goes with 'for'.")]
    [InlineData("metadata: {}", "Add one of call")]
    public void A_task_without_keyword_gets_advice(string task, string advice) =>
        Assert.StartsWith(advice, Sample.Only(DiagnosticCodes.NoTaskKeyword, $"do:\n  - a: {{{task}}}\n").Remedy, StringComparison.Ordinal);

    [Theory]
    [InlineData("set: {n: 1}, wait: PT1S", "'set' and 'wait'")]
    [InlineData("try: [], catch: {}, do: []", "'do' and 'try'")]
    [InlineData("for: {in: .a}, do: [], set: {n: 1}", "'for' and 'set'")]
    public void A_task_with_two_keywords_is_two_tasks(string task, string which) =>
        Assert.Contains(which, Sample.Only(DiagnosticCodes.SeveralTaskKeywords, $"do:\n  - a: {{{task}}}\n").Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("for: {in: .a}", "needs 'do'")]
    [InlineData("for: {}, do: []", "needs 'in'")]
    [InlineData("try: []", "needs 'catch'")]
    [InlineData("fork: {}", "needs 'branches'")]
    [InlineData("raise: {}", "needs 'error'")]
    [InlineData("raise: {error: {type: 'http://a'}}", "needs 'status'")]
    [InlineData("emit: {}", "needs 'event'")]
    [InlineData("emit: {event: {}}", "needs 'with'")]
    [InlineData("emit: {event: {with: {source: a}}}", "needs 'type'")]
    [InlineData("listen: {}", "needs 'to'")]
    [InlineData("listen: {to: {one: {}}}", "needs 'with'")]
    [InlineData("listen: {to: {one: {with: {}}}}", "names no attribute")]
    [InlineData("listen: {to: {}}", "needs one of one, all, any")]
    [InlineData("run: {}", "needs one of workflow")]
    [InlineData("run: {workflow: {namespace: a}}", "needs 'name'")]
    [InlineData("switch: [{a: {when: .x}}]", "needs 'then'")]
    [InlineData("switch: []", "no cases")]
    [InlineData("set: {}", "sets nothing")]
    [InlineData("call: http", "needs 'with'")]
    [InlineData("call: grpc", "needs 'with'")]
    [InlineData("set: {n: 1}, timeout: {}", "needs 'after'")]
    [InlineData("try: [], catch: {errors: {with: {}}}", "no member of an error")]
    [InlineData("try: [], catch: {retry: {jitter: {from: PT1S}}}", "needs 'to'")]
    public void What_is_missing_is_named(string task, string reason) =>
        Assert.Contains(Sample.Load($"do:\n  - a: {{{task}}}\n").Diagnostics, d => d.Code == "CW0102" && d.Message.Contains(reason, StringComparison.Ordinal));

    [Theory]
    [InlineData("do: {b: {set: {n: 1}}}", "CW0108", "- b:")]
    [InlineData("do: text", "CW0103", "a list of tasks, found a text")]
    [InlineData("do: [b]", "CW0103", "an object with one key")]
    [InlineData("do: [{}]", "CW0103", "an object with one key")]
    [InlineData("do: [{b: 1}]", "CW0103", "The task 'b' must be an object, found a number")]
    [InlineData("set: 1", "CW0103", "found a number")]
    [InlineData("set: {n: 1}, if: true", "CW0103", "${ true }")]
    [InlineData("set: {n: 1}, then: 1", "CW0103", "'1'")]
    [InlineData("set: {n: 1}, input: {from: [1]}", "CW0103", "found a list")]
    [InlineData("set: {n: 1}, metadata: x", "CW0103", "an object")]
    [InlineData("fork: {branches: [], compete: maybe}", "CW0103", "true or false")]
    [InlineData("for: {in: {a: 1}}, do: []", "CW0103", "an expression or a list")]
    [InlineData("raise: {error: {type: 'http://a', status: '400'}}", "CW0103", "a whole number")]
    [InlineData("raise: {error: {type: 'http://a', status: 4.5}}", "CW0103", "a whole number")]
    [InlineData("try: [], catch: {errors: {with: {status: '503'}}}", "CW0103", "a whole number")]
    [InlineData("try: [], catch: {retry: {backoff: {exponential: 2}}}", "CW0103", "an object")]
    [InlineData("wait: 30", "CW0103", "PT30S")]
    [InlineData("call: 7", "CW0103", "'7'")]
    [InlineData("call: f, with: text", "CW0103", "an object or an expression")]
    [InlineData("run: {workflow: {namespace: a, name: b, version: 1.0}}", "CW0103", "quotes")]
    public void A_value_of_the_wrong_kind_is_explained(string task, string code, string reason) =>
        Assert.Contains(Sample.Load($"do:\n  - a: {{{task}}}\n").Diagnostics, d => d.Code == code && $"{d.Message} {d.Remedy}".Contains(reason, StringComparison.Ordinal));

    [Theory]
    [InlineData("listen: {to: {any: [], all: []}}", "CW0105", "'all' and 'any'")]
    [InlineData("listen: {to: {one: {with: {type: a}}, until: .x}}", "CW0105", "'until' goes with 'any' only")]
    [InlineData("listen: {to: {any: [], until: {any: [], until: .x}}}", "CW0105", "until' cannot have")]
    [InlineData("run: {shell: {}, script: {}}", "CW0105", "'script' and 'shell'")]
    [InlineData("try: [], catch: {retry: {backoff: {linear: {}, constant: {}}}}", "CW0105", "'constant' and 'linear'")]
    [InlineData("try: [], catch: {retry: {limit: {attempt: {count: -1}}}}", "CW0104", "'count' must be at least 0")]
    [InlineData("try: [], catch: {retry: {jitter: {from: PT2S, to: PT1S}}}", "CW0104", "longer than its 'to'")]
    [InlineData("listen: {to: {any: []}, read: date}", "CW0104", "Did you mean 'data'?")]
    [InlineData("run: {shell: {}, return: code2}", "CW0104", "Did you mean 'code'?")]
    [InlineData("for: {each: $item, in: .a}, do: []", "CW0115", "without '$'")]
    [InlineData("for: {at: a-b, in: .a}, do: []", "CW0115", "letters, digits")]
    [InlineData("try: [], catch: {as: 1a}", "CW0115", "not the name of a variable")]
    [InlineData("run: {workflow: {namespace: a_b, name: b}}", "CW0115", "hyphens")]
    [InlineData("run: {workflow: {namespace: a, name: b, version: '1'}}", "CW0116", "three numbers")]
    [InlineData("call: '${ .f }'", "CW0104", "known at load")]
    public void A_value_that_is_not_allowed_is_explained(string task, string code, string reason) =>
        Assert.Contains(Sample.Load($"do:\n  - a: {{{task}}}\n").Diagnostics, d => d.Code == code && $"{d.Message} {d.Remedy}".Contains(reason, StringComparison.Ordinal));

    [Theory]
    [InlineData("wait: {weeks: 1}", "'weeks'")]
    [InlineData("wait: {second: 1}", "Did you mean 'seconds'?")]
    [InlineData("set: {n: 1}, iff: .a", "Did you mean 'if'?")]
    [InlineData("set: {n: 1}, compensate: {}", "metadata")]
    [InlineData("set: {n: 1}, with: {}", "'with' goes with 'call'")]
    [InlineData("do: [], while: .a", "'while' goes with 'for'")]
    [InlineData("for: {in: .a, while: .b}, do: []", "stands beside 'for'")]
    [InlineData("try: [], catch: {with: {}}", "under 'errors: with:'")]
    [InlineData("try: [], catch: {errors: {with: {statuss: 1}}}", "Did you mean 'status'?")]
    [InlineData("try: [], catch: {retry: {count: 3}}", "limit: { attempt: { count: ... } }")]
    [InlineData("listen: {to: {one: {type: a, with: {type: a}}}}", "Attributes stand under 'with'")]
    [InlineData("listen: {to: {any: []}, foreach: {}}", "stands beside 'listen'")]
    [InlineData("raise: {error: {type: 'http://a', status: 1, message: x}}", "no property 'message'")]
    public void An_unknown_property_gets_advice(string task, string advice) =>
        Assert.Contains(Sample.Load($"do:\n  - a: {{{task}}}\n").Diagnostics, d => d.Code == "CW0101" && $"{d.Message} {d.Remedy}".Contains(advice, StringComparison.Ordinal));

    [Theory]
    [InlineData("wait: {}")]
    [InlineData("wait: ''")]
    [InlineData("wait: PT")]
    [InlineData("wait: 5 minutes")]
    [InlineData("wait: P2000Y")]
    [InlineData("wait: {days: 400000}")]
    [InlineData("set: {n: 1}, timeout: {after: 1h}")]
    public void A_bad_duration_is_reported(string task) =>
        Assert.Equal("CW0113", Assert.Single(Sample.Load($"do:\n  - a: {{{task}}}\n").Diagnostics).Code);

    [Fact]
    public void A_lower_case_duration_is_corrected() =>
        Assert.Equal("Its letters are capitals: PT1H.", Sample.Only(DiagnosticCodes.BadDuration, "do:\n  - a: {wait: pt1h}\n").Remedy);

    [Fact]
    public void Two_names_in_one_item_are_mostly_a_missing_hyphen()
    {
        var found = Sample.Only(DiagnosticCodes.SeveralKeysInItem, "do:\n  - a:\n      set: {n: 1}\n    b:\n      set: {n: 1}\n");

        Assert.Equal(("9:5", "Write '- ' before 'b' to make it an item of its own."), (found.Position.ToString(), found.Remedy));
    }

    [Fact]
    public void A_task_that_is_not_indented_below_its_name_is_explained()
    {
        var found = Sample.Only(DiagnosticCodes.SeveralKeysInItem, "do:\n  - a:\n    set: {n: 1}\n");

        Assert.Equal("Indent 'set' below 'a'.", found.Remedy);
    }

    [Fact]
    public void Two_default_cases_are_refused()
    {
        var found = Sample.Only(DiagnosticCodes.SeveralDefaults, "do:\n  - s:\n      switch:\n        - a: {then: end}\n        - b: {then: exit}\n");

        Assert.Equal("10:11", found.Position.ToString());
    }

    [Fact]
    public void A_task_named_like_a_directive_is_warned_of() =>
        Assert.Equal(Severity.Warning, Sample.Only(DiagnosticCodes.ReservedTaskName, "do:\n  - exit: {set: {n: 1}}\n").Severity);

    [Fact]
    public void A_task_needs_a_name() => Sample.Only(DiagnosticCodes.BadName, "do:\n  - '': {set: {n: 1}}\n");

    [Fact]
    public void Too_many_tasks_are_refused_once()
    {
        var result = Sample.Load("do:\n" + string.Concat(Enumerable.Range(0, 5_010).Select(i => $"- t{i}: {{set: {{n: 1}}}}\n")));

        Assert.Equal(DiagnosticCodes.TooLarge.Id, Assert.Single(result.Diagnostics).Code);
    }

    [Fact]
    public void Only_so_many_diagnostics_are_kept()
    {
        var result = Sample.Load("do:\n" + string.Concat(Enumerable.Range(0, 700).Select(i => $"- t{i}: {{sett: 1}}\n")));

        Assert.Equal(501, result.Diagnostics.Length);
        Assert.Equal(("CW0011", "200 more are not shown."), (result.Diagnostics[^1].Code, result.Diagnostics[^1].Message));
    }
}
