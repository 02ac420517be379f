using Continuo.Workflows.Documents;
using Xunit;

namespace Continuo.Workflows.Tests.Documents;

/// <summary>Numbers, pointers and hashes are written into journals: these are golden.</summary>
public sealed class NodeTests
{
    private const string EveryNesting = """
        do:
          - t:
              try:
                - x:
                    set: {n: 1}
              catch:
                do:
                  - y:
                      set: {n: 1}
          - f:
              fork:
                branches:
                  - a:
                      set: {n: 1}
                  - b:
                      do:
                        - inner/~:
                            set: {n: 1}
          - l:
              listen:
                to: {any: []}
              foreach:
                do:
                  - z:
                      set: {n: 1}
          - loop:
              for: {in: [{n: 1}]}
              do:
                - n:
                    set: {n: 1}
          - pay:
              call: charge
              metadata:
                continuo:
                  compensate:
                    call: refund
          - ship:
              metadata:
                continuo:
                  compensate:
                    - stop:
                        set: {n: 1}
                    - return:
                        set: {n: 1}
              do:
                - load:
                    set: {n: 1}
        """;

    private const string EveryNode = """
        0 /do
        1 /do/0/t
        2 /do/0/t/try
        3 /do/0/t/try/0/x
        4 /do/0/t/catch/do
        5 /do/0/t/catch/do/0/y
        6 /do/1/f
        7 /do/1/f/fork/branches
        8 /do/1/f/fork/branches/0/a
        9 /do/1/f/fork/branches/1/b
        10 /do/1/f/fork/branches/1/b/do
        11 /do/1/f/fork/branches/1/b/do/0/inner~1~0
        12 /do/2/l
        13 /do/2/l/foreach/do
        14 /do/2/l/foreach/do/0/z
        15 /do/3/loop
        16 /do/3/loop/do
        17 /do/3/loop/do/0/n
        18 /do/4/pay
        19 /do/4/pay/metadata/continuo/compensate
        20 /do/4/pay/metadata/continuo/compensate
        21 /do/5/ship
        22 /do/5/ship/do
        23 /do/5/ship/do/0/load
        24 /do/5/ship/metadata/continuo/compensate
        25 /do/5/ship/metadata/continuo/compensate/0/stop
        26 /do/5/ship/metadata/continuo/compensate/1/return
        """;

    [Fact]
    public void Nodes_are_numbered_depth_first_and_named_by_their_pointer()
    {
        var definition = Sample.Definition(EveryNesting);

        Assert.Equal(EveryNode.ReplaceLineEndings("\n"), string.Join('\n', definition.Nodes.Select(n => $"{n.Index} {n.Pointer}")));
    }

    [Fact]
    public void Each_node_knows_its_place()
    {
        var definition = Sample.Definition(EveryNesting);

        Assert.All(definition.Nodes, node => Assert.Same(node, definition.Nodes[node.Index]));
        Assert.All(definition.Nodes.OfType<TaskNode>(), task => Assert.Same(task, task.List.Tasks[task.Ordinal]));
        Assert.Same(definition.Root, definition.Nodes[0]);
        Assert.Equal("7:5", definition.Nodes[1].Position.ToString());
    }

    [Fact]
    public void The_order_of_properties_changes_neither_numbers_nor_hash()
    {
        const string Same = """
            do:
              - t:
                  metadata: {continuo: {compensate: [{c: {set: {n: 1}}}]}}
                  catch: {do: [{y: {set: {n: 1}}}]}
                  try: [{x: {set: {n: 1}}}]
            """;
        const string Turned = """
            do:
              - t:
                  try: [{x: {set: {n: 1}}}]
                  catch: {do: [{y: {set: {n: 1}}}]}
                  metadata: {continuo: {compensate: [{c: {set: {n: 1}}}]}}
            """;

        var (one, other) = (Sample.Definition(Same), Sample.Definition(Turned));

        Assert.Equal(one.Nodes.Select(n => n.Pointer), other.Nodes.Select(n => n.Pointer));
        Assert.Equal(one.Hash, other.Hash);
    }

    [Fact]
    public void The_hash_is_that_of_the_sorted_document()
    {
        var definition = Sample.Definition("do:\n  - b:\n      set: {z: 1.50, a: 'é'}\n");

        const string Canonical = """{"do":[{"b":{"set":{"a":"é","z":1.50}}}],"document":{"dsl":"1.0.3","name":"sample","namespace":"tests","version":"1.0.0"}}""";
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Canonical))), definition.Hash.Hex);
        Assert.Equal("8212d0492da73c1033ee2e60efbcb712225dd017ea653428582719ee5b372862", definition.Hash.Hex);
    }

    [Fact]
    public void The_hash_changes_with_any_value()
    {
        var one = Sample.Definition("do:\n  - b:\n      set: {a: 1}\n");
        var other = Sample.Definition("do:\n  - b:\n      set: {a: 2}\n");
        var spaced = Sample.Definition("# a comment\ndo:\n  - \"b\":\n      set:\n         'a':  1\n");

        Assert.NotEqual(one.Hash, other.Hash);
        Assert.Equal(one.Hash, spaced.Hash);
    }
}
