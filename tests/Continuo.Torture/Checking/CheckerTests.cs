using System.Collections.Immutable;
using Continuo.Torture.Ledger;
using Continuo.Torture.Load;

namespace Continuo.Torture.Checking;

/// <summary>A checker that never found anything proves nothing: each broken promise is planted once.</summary>
public sealed class CheckerTests
{
    private const string Id = "it";
    private static readonly DateTimeOffset s_at = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly List<Observation> _clients = [Saw("start", Outcome.Invoke), Saw("start", Outcome.Ok, "running")];
    private readonly List<LedgerCall> _calls = [Call("a", 1), Call("b", 2), Call("c", 3)];
    private readonly Dictionary<string, FinalInstance> _instances = new() { [Id] = Found("sequence", "completed", Output(3)) };

    [Fact]
    public void A_run_as_it_should_be_has_nothing_wrong() => Assert.Empty(Check());

    [Fact]
    public void An_acknowledged_start_is_lost()
    {
        _instances.Clear();
        _calls.Clear();

        Finds("its start was acknowledged");
    }

    [Fact]
    public void A_start_whose_outcome_is_unknown_may_be_lost()
    {
        _instances.Clear();
        _calls.Clear();
        _clients[1] = Saw("start", Outcome.Info);

        Assert.Empty(Check());
    }

    [Fact]
    public void A_repeated_start_is_refused()
    {
        _clients.Add(Saw("start", Outcome.Wrong, "409 instance-exists"));

        Finds("start was answered with 409");
    }

    [Fact]
    public void An_end_that_a_client_was_told_of_is_another_now()
    {
        _clients.Add(Saw("look", Outcome.Ok, "faulted null"));

        Finds("was told at");
    }

    [Fact]
    public void An_instance_is_stuck()
    {
        _instances[Id] = Found("sequence", "stuck", "null");

        Finds("it has not ended: stuck");
    }

    [Fact]
    public void An_instance_ended_as_it_should_not()
    {
        _instances[Id] = Found("sequence", "faulted", "null");

        Finds("it ended as faulted");
    }

    [Fact]
    public void An_instance_ended_twice()
    {
        var found = _instances[Id];
        _instances[Id] = found with { History = found.History.Add(found.History[^1]) };

        Finds("2 times 'finished'");
    }

    [Fact]
    public void An_effect_was_done_under_two_keys()
    {
        _calls.Add(Call("b", 4) with { Key = "another" });

        Finds("'b' was done more than once");
    }

    [Fact]
    public void A_key_stood_for_two_requests()
    {
        _calls.Add(Call("b", 2) with { Body = "{}" });

        Finds("stood for different requests");
    }

    [Fact]
    public void The_same_call_again_is_no_fault()
    {
        _calls.Add(Call("b", 2) with { Attempt = "2" });

        Assert.Empty(Check());
    }

    [Fact]
    public void An_effect_is_missing()
    {
        _calls.RemoveAt(1);

        Finds("its 'b' was never done");
    }

    [Fact]
    public void An_effect_has_no_cause()
    {
        _calls.Add(Call("z", 4));
        _calls.Add(Call("a", 5) with { Instance = "nobody", Key = "nobody/a" });

        Finds("'z' was done, which is no step of it");
        Finds("the ledger was asked for 'a' of it");
    }

    [Fact]
    public void An_instance_has_no_cause()
    {
        _instances["other"] = Found("sequence", "completed", Output(3)) with { Id = "other" };

        Finds("nobody has asked for it");
    }

    [Fact]
    public void Effects_are_out_of_order()
    {
        (_calls[0], _calls[1]) = (Call("a", 2), Call("b", 1));

        Finds("'b' was done before 'a'");
    }

    [Fact]
    public void An_output_is_not_what_the_callee_answered()
    {
        _instances[Id] = Found("sequence", "completed", Output(2));

        Finds("the ledger's receipt for 'c' is 3");
    }

    [Fact]
    public void An_acknowledged_event_is_not_consumed_or_twice()
    {
        _instances[Id] = Found("signals", "completed", Output(1));
        _calls.Clear();
        _calls.Add(Call("heard", 1) with { Body = """{"numbers":[1,2,2]}""" });

        Finds("it took 1, 2, 2");
    }

    [Fact]
    public void An_event_is_told_to_be_at_two_positions()
    {
        _clients.Add(Saw("publish", Outcome.Ok, """1 {"positions":[4]}"""));
        _clients.Add(Saw("publish", Outcome.Ok, """1 {"positions":[5]}"""));

        Finds("at several positions");
    }

    [Fact]
    public void A_wait_was_cut_short()
    {
        _instances[Id] = Found("pause", "completed", Output(2));
        _calls.Clear();
        _calls.AddRange([Call("before", 1), Call("after", 2) with { At = s_at.AddSeconds(0.2) }]);

        Finds("it rested 00:00:00.2000000");
    }

    [Fact]
    public void A_child_is_missing()
    {
        _instances[Id] = Found("parent", "completed", Output(4));
        _calls.Clear();
        _calls.AddRange([Call("p1", 1), Call("c1", 2), Call("c2", 3), Call("p2", 4)]);

        Finds("it has 0 children");
    }

    private IEnumerable<Violation> Check() => Checker.Check(new Evidence(_clients, [.. _calls], _instances));

    private void Finds(string words) => Assert.Contains(Check(), violation => violation.ToString().Contains(words, StringComparison.Ordinal));

    private static Observation Saw(string act, Outcome outcome, string said = "") => new(s_at, 0, act, "sequence", Id, outcome, said);

    private static LedgerCall Call(string step, long receipt) => new(receipt, $"run/{step}", "1", Id, step, $$"""{"step":"{{step}}"}""", "200", s_at);

    private static FinalInstance Found(string kind, string status, string output)
    {
        ImmutableArray<FinalFact> history =
        [
            new(1, "started", """{"kind":"started","input":{"pause":"PT0.3S"}}"""),
            new(2, "finished", $$"""{"kind":"finished","status":"{{status}}"}"""),
        ];
        return new(Id, kind, status, "none", output, null, history);
    }

    private static string Output(long receipt) => $$"""{"receipt":{{receipt}}}""";
}
