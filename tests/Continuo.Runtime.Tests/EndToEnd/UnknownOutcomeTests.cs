using System.Collections.Concurrent;
using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Runtime.Effects;
using Continuo.Runtime.Journaling;
using Continuo.Runtime.Tests.Fakes;
using Continuo.Workflows.Json;
using Xunit;

namespace Continuo.Runtime.Tests.EndToEnd;

/// <summary>The outcome of every single commit is unknown once, stored or not: nothing is lost, nothing is stuck.</summary>
public sealed class UnknownOutcomeTests
{
    private const string Parent =
        """
          - first:
              call: add
          - child:
              run:
                workflow:
                  namespace: t
                  name: child
                  version: 1.0.0
          - both:
              fork:
                branches:
                  - left:
                      call: add
                  - right:
                      call: add
          - told:
              emit:
                event:
                  with:
                    type: done
                    source: https://a.test
          - heard:
              listen:
                to:
                  one:
                    with:
                      type: done
          - last:
              set:
                all: good
        """;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whichever_commit_it_was_the_instance_ends_as_if_nothing_had_been(bool stored)
    {
        for (var failAt = 1; ; failAt++)
        {
            var journal = new MemoryJournal(new MemoryStore(4));
            var failing = new FailingJournal(journal, failAt, stored);
            var calls = new ConcurrentBag<double>();
            await using var node = new Node(new NodeOptions
            {
                Journal = failing,
                Definitions = journal,
                Queries = journal,
                Functions = new FunctionRegistry([KeyValuePair.Create<string, Function>("add", (input, _) =>
                {
                    calls.Add(input.Number);
                    return new(input.Number + 1);
                })]),
            });
            await node.Start(CancellationToken.None);
            await node.Deploy(new Loaded("1.0.0", "child", "  - a:\n      call: add").Definition, CancellationToken.None);
            await node.Deploy(new Loaded("1.0.0", "parent", Parent).Definition, CancellationToken.None);

            var view = await RunUntilAnswered(node, $"p{failAt}");

            Assert.Equal((failAt, InstanceStatus.Completed, """{"all":"good"}"""), (failAt, view.Status, view.Output.ToString()));
            Assert.Equal([1d, 2d, 3d], calls.Distinct().Order());
            if (failing.Commits < failAt)
            {
                return;
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_start_without_an_id_is_resolved_by_the_node_and_makes_one_instance(bool stored)
    {
        var journal = new MemoryJournal(new MemoryStore(4));
        await using var node = new Node(new NodeOptions { Journal = new FailingJournal(journal, 1, stored), Definitions = journal, Queries = journal });
        await node.Start(CancellationToken.None);
        await node.Deploy(new Loaded("1.0.0").Definition, CancellationToken.None);

        var started = Assert.IsType<CommandResult.Started>(await node.StartInstance(new("t", "child"), null, 1, new(), CancellationToken.None));

        Assert.False(started.Existed);
        Assert.Equal(started.View.Id, Assert.Single((await node.ListInstances(new(), null, 10, CancellationToken.None)).Items).Id);
    }

    private static async Task<InstanceView> RunUntilAnswered(Node node, string id)
    {
        while (true)
        {
            var result = await node.RunInstance(new("t", "parent"), null, 1, new(new InstanceId(id)), TimeSpan.FromSeconds(20), CancellationToken.None);
            if (result is not CommandResult.Busy)
            {
                return Assert.IsType<CommandResult.Viewed>(result).Instance;
            }

            await Task.Yield();
        }
    }
}
