using Continuo.Workflows.Documents;
using Continuo.Workflows.Expressions;
using Continuo.Workflows.Json;
using Xunit;

namespace Continuo.Workflows.Tests.Documents;

/// <summary>What each kind of task becomes.</summary>
public sealed class TaskTests
{
    [Fact]
    public void Common_properties_are_read()
    {
        var definition = Sample.Definition("""
            use:
              timeouts: {short: {after: PT5S}}
            do:
              - a:
                  if: .ok
                  input: {from: .order}
                  output: {as: {id: '${ .id }', kind: .x y}}
                  export: {as: '$context + .'}
                  timeout: short
                  then: c
                  set: {n: 1}
              - b:
                  set: {n: 1}
                  then: exit
              - c:
                  set: {n: 1}
                  timeout: {after: {minutes: 1, seconds: 30}}
                  then: end
            """);

        var task = definition.Root.Tasks[0];
        Assert.Equal(".ok", task.If!.Source);
        Assert.Equal(".order", Assert.IsType<ValueTemplate.Computed>(task.InputFrom).Expression.Source);
        var output = Assert.IsType<ValueTemplate.Members>(task.OutputAs).Of;
        Assert.Equal(".id", Assert.IsType<ValueTemplate.Computed>(output[0].Value).Expression.Source);
        Assert.Equal(".x y", Assert.IsType<ValueTemplate.Literal>(output[1].Value).Value.String);
        Assert.Equal("$context + .", Assert.IsType<ValueTemplate.Computed>(task.ExportAs).Expression.Source);
        Assert.Equal(TimeSpan.FromSeconds(5), task.Timeout!.Constant);
        Assert.Equal(new FlowTarget(FlowKind.Jump, 2), task.Then);
        Assert.Equal(FlowKind.Exit, definition.Root.Tasks[1].Then.Kind);
        Assert.Equal(FlowKind.End, definition.Root.Tasks[2].Then.Kind);
        Assert.Equal(TimeSpan.FromSeconds(90), definition.Root.Tasks[2].Timeout!.Constant);
    }

    [Fact]
    public void A_set_keeps_literals_and_compiles_what_is_computed()
    {
        var set = Sample.Task<SetTask>("do:\n  - a:\n      set: {n: 1, list: ['${ .a }', x], deep: {b: '  ${{c: 1}}  '}}\n");

        var members = Assert.IsType<ValueTemplate.Members>(set.Value).Of;
        Assert.Equal(1, Assert.IsType<ValueTemplate.Literal>(members[0].Value).Value.Number);
        Assert.Equal(".a", Assert.IsType<ValueTemplate.Computed>(Assert.IsType<ValueTemplate.Items>(members[1].Value).Of[0]).Expression.Source);
        Assert.Equal("{c: 1}", Assert.IsType<ValueTemplate.Computed>(Assert.IsType<ValueTemplate.Members>(members[2].Value).Of[0].Value).Expression.Source);
    }

    [Fact]
    public void A_set_text_is_an_expression_only_in_braces()
    {
        Assert.Equal(".a", Assert.IsType<ValueTemplate.Computed>(Sample.Task<SetTask>("do:\n  - a:\n      set: ${ .a }\n").Value).Expression.Source);
        Assert.Equal("a text", Assert.IsType<ValueTemplate.Literal>(Sample.Task<SetTask>("do:\n  - a:\n      set: a text\n").Value).Value.String);
    }

    [Fact]
    public void A_switch_keeps_its_cases_in_order_and_its_default_wherever_it_stands()
    {
        var task = Sample.Task<SwitchTask>("""
            do:
              - s:
                  switch:
                    - other: {then: b}
                    - big: {when: .n > 3, then: exit}
              - a: {set: {n: 1}}
              - b: {set: {n: 1}}
            """);

        Assert.Equal(["other", "big"], task.Cases.Select(c => c.Name));
        Assert.Null(task.Cases[0].When);
        Assert.Equal(new FlowTarget(FlowKind.Jump, 2), task.Cases[0].Then);
        Assert.Equal(".n > 3", task.Cases[1].When!.Source);
    }

    [Fact]
    public void A_loop_has_its_variables_collection_and_condition()
    {
        var task = Sample.Task<ForTask>("""
            do:
              - l:
                  for: {each: pet, in: .pets, at: i}
                  while: $pet.ok
                  do:
                    - a: {set: {n: '${ $i }'}}
            """);

        Assert.Equal(("pet", "i", "$pet.ok"), (task.Each, task.At, task.While!.Source));
        Assert.Equal(".pets", Assert.IsType<ValueTemplate.Computed>(task.In).Expression.Source);
        Assert.Single(task.Body.Tasks);
    }

    [Fact]
    public void A_loop_over_an_inline_list_names_item_and_index_by_default()
    {
        var task = Sample.Task<ForTask>("do:\n  - l:\n      for: {in: [{a: 1}, {a: '${ .b }'}]}\n      do: []\n");

        Assert.Equal(("item", "index"), (task.Each, task.At));
        Assert.IsType<ValueTemplate.Items>(task.In);
    }

    [Fact]
    public void A_fork_has_branches_and_competes_when_told()
    {
        var task = Sample.Task<ForkTask>("do:\n  - f:\n      fork:\n        compete: true\n        branches:\n          - a: {set: {n: 1}}\n          - b: {set: {n: 1}}\n");

        Assert.True(task.Compete);
        Assert.Equal(["a", "b"], task.Branches.Tasks.Select(t => t.Name));
    }

    [Fact]
    public void A_catch_is_read_with_its_filter_policy_and_handler()
    {
        var task = Sample.Task<TryTask>("""
            do:
              - t:
                  try:
                    - a: {call: work}
                  catch:
                    errors:
                      with: {type: https://serverlessworkflow.io/spec/1.0.0/errors/communication, status: 503, details: gone}
                    as: problem
                    when: $problem.status > 500
                    exceptWhen: .title == "x"
                    retry:
                      when: $problem.status == 503
                      delay: PT0.5S
                      backoff: {exponential: {}}
                      limit: {attempt: {count: 5, duration: {seconds: 2}}, duration: PT1M}
                      jitter: {from: {milliseconds: 10}, to: PT1S}
                    do:
                      - fix: {set: {e: '${ $problem }'}}
                    then: last
              - next: {set: {n: 1}}
              - last: {set: {n: 1}}
            """);

        var clause = task.Catch;
        Assert.Equal(["type", "status", "detail"], clause.With.Select(m => m.Key));
        Assert.Equal(ErrorTypes.Communication.Uri, Assert.IsType<ValueTemplate.Literal>(clause.With[0].Value).Value.String);
        Assert.Equal(("problem", "$problem.status > 500"), (clause.As, clause.When!.Source));
        Assert.Equal(new FlowTarget(FlowKind.Jump, 2), clause.Then);
        Assert.Single(clause.Do!.Tasks);
        var retry = clause.Retry!;
        Assert.Equal((Backoff.Exponential, 5), (retry.Backoff, retry.Count));
        Assert.Equal(
            [500, 2000, 60_000, 10, 1000],
            new[] { retry.Delay, retry.AttemptDuration, retry.Duration, retry.JitterFrom, retry.JitterTo }.Select(d => d!.Constant!.Value.TotalMilliseconds));
    }

    [Fact]
    public void Reusable_parts_are_resolved()
    {
        var definition = Sample.Definition("""
            use:
              secrets: [login]
              errors: {broken: {type: https://example.com/broken, status: 500, title: Broken}}
              retries: {often: {delay: PT1S}}
              authentications: {shop: {basic: {use: login}}}
            do:
              - t:
                  try:
                    - r: {raise: {error: broken}}
                    - c: {call: http, with: {method: get, endpoint: {uri: 'http://shop/', authentication: {use: shop}}}}
                  catch: {retry: often}
            """);

        var task = Assert.IsType<TryTask>(definition.Root.Tasks[0]);
        Assert.Equal(TimeSpan.FromSeconds(1), task.Catch.Retry!.Delay!.Constant);
        Assert.Equal("Broken", Assert.IsType<ValueTemplate.Literal>(Assert.IsType<RaiseTask>(task.Body.Tasks[0]).Error.Title).Value.String);
        Assert.Equal(new AuthenticationPolicy.FromSecret("basic", "login"), Assert.IsType<HttpCallTask>(task.Body.Tasks[1]).Call.Authentication);
        Assert.Equal(["login"], definition.Secrets);
    }

    [Fact]
    public void A_raised_standard_error_has_the_canonical_type_and_any_other_its_own()
    {
        var standard = Sample.Task<RaiseTask>("do:\n  - r: {raise: {error: {type: https://serverlessworkflow.io/dsl/errors/types/timeout, status: 408}}}\n");
        var own = Sample.Task<RaiseTask>("do:\n  - r: {raise: {error: {type: https://serverlessworkflow.io/errors/not-implemented, status: 500}}}\n");

        Assert.Equal(ErrorTypes.Timeout.Uri, Assert.IsType<ValueTemplate.Literal>(standard.Error.Type).Value.String);
        Assert.Equal("https://serverlessworkflow.io/errors/not-implemented", Assert.IsType<ValueTemplate.Literal>(own.Error.Type).Value.String);
    }

    [Fact]
    public void A_wait_takes_an_object_a_text_or_an_expression()
    {
        Assert.Equal(TimeSpan.FromDays(1.5), Sample.Task<WaitTask>("do:\n  - w: {wait: {days: 1, hours: 12}}\n").Duration.Constant);
        Assert.Equal(TimeSpan.FromSeconds(30), Sample.Task<WaitTask>("do:\n  - w: {wait: PT30S}\n").Duration.Constant);
        Assert.Equal(".pause", Sample.Task<WaitTask>("do:\n  - w: {wait: '${ .pause }'}\n").Duration.Expression!.Source);
    }

    [Fact]
    public void A_listen_has_a_strategy_a_mode_and_an_iterator()
    {
        var task = Sample.Task<ListenTask>("""
            do:
              - l:
                  listen:
                    to:
                      any:
                        - with: {type: a.b, data: {kind: '${ . > 3 }'}}
                          correlate: {order: {from: .data.id, expect: $input.id}, shop: {from: .shop, expect: north}, user: {from: .user}}
                      until: {one: {with: {type: stop}}}
                    read: envelope
                  foreach:
                    item: event
                    at: i
                    do: [{a: {set: {n: '${ $event }'}}}]
                    output: {as: .n}
                  metadata: {continuo: {since: PT1H}}
            """);

        var any = Assert.IsType<EventStrategy.Any>(task.To);
        Assert.IsType<EventStrategy.One>(any.UntilEvents);
        Assert.Equal(["type", "data"], any.Of[0].With.Select(w => w.Key));
        Assert.Equal(["$input.id", "\"north\"", ""], any.Of[0].Correlate.Select(c => c.Expect switch
        {
            ValueTemplate.Computed computed => computed.Expression.Source,
            ValueTemplate.Literal literal => literal.Value.ToString(),
            _ => "",
        }));
        Assert.Equal((EventRead.Envelope, "event", "i"), (task.Read, task.Foreach!.Item, task.Foreach.At));
        Assert.Equal(new ListenSince(ListenSinceKind.Ago, TimeSpan.FromHours(1)), task.Since);
    }

    [Fact]
    public void A_listen_until_a_condition_keeps_the_expression()
    {
        var any = Assert.IsType<EventStrategy.Any>(Sample.Task<ListenTask>("do:\n  - l: {listen: {to: {any: [], until: '( . | length ) > 3'}}}\n").To);

        Assert.Equal("( . | length ) > 3", any.Until!.Source);
        Assert.Empty(any.Filters);
    }

    [Fact]
    public void A_plain_call_is_a_function_of_the_host()
    {
        var task = Sample.Task<FunctionCallTask>("do:\n  - c: {call: reserve-stock, with: {id: '${ .id }'}}\n");

        Assert.Equal("reserve-stock", task.Function);
        Assert.IsType<ValueTemplate.Members>(task.With);
    }

    [Fact]
    public void A_sub_workflow_defaults_to_the_latest_version()
    {
        var task = Sample.Task<RunWorkflowTask>("do:\n  - r: {run: {await: false, workflow: {namespace: a, name: b}}}\n");

        Assert.Equal((new WorkflowName("a", "b"), "latest", false, null), (task.Workflow, task.Version, task.Await, task.Input));
        Assert.Equal("1.2.3", Sample.Task<RunWorkflowTask>("do:\n  - r: {run: {workflow: {namespace: a, name: b, version: '1.2.3'}}}\n").Version);
    }

    [Fact]
    public void Extensions_of_a_task_are_read()
    {
        var task = Sample.Task<FunctionCallTask>("""
            do:
              - pay:
                  call: charge
                  metadata:
                    team: payments
                    continuo: {once: true, idempotencyKey: '${ .order }', compensate: {call: refund}}
            """);

        Assert.True(task.Once);
        Assert.IsType<ValueTemplate.Computed>(task.IdempotencyKey);
        var undo = Assert.IsType<FunctionCallTask>(Assert.Single(task.Compensate!.Tasks));
        Assert.Equal(("compensate", "refund"), (undo.Name, undo.Function));
        Assert.Same(task.Compensate, undo.List);
    }
}
