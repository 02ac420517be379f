using Continuo.Engine.Shards;
using Continuo.Runtime.Driving;
using Continuo.Runtime.Journaling;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Continuo.Runtime.Tests.Driving;

public sealed class GuiltySlicesTests
{
    private readonly List<long[]> _stored = [];
    private Func<ShardAction.Append, CommitOutcome?> _answer = _ => null;

    [Fact]
    public async Task Only_the_guilty_slice_and_what_follows_it_are_rejected()
    {
        var slices = Slices(refuse: 2);

        var outcome = await Commit(slices, Slice(1, "a", 0), Slice(2, "big", 0), Slice(3, "b", 0), Slice(4, "big", 2), Slice(5, "a", 1));

        Assert.Equal([new(new(0), 2, RejectedSlice.TooLarge), new(new(0), 4, RejectedSlice.EarlierRejected)], outcome.Rejected);
        Assert.Equal([1L, 3, 5], _stored.SelectMany(batch => batch));
    }

    [Fact]
    public async Task What_follows_it_in_a_later_batch_is_rejected_and_the_rest_stays_one_batch()
    {
        var slices = Slices(refuse: 2);
        await Commit(slices, Slice(2, "big", 0));

        var outcome = await Commit(slices, Slice(3, "a", 0), Slice(4, "big", 2), Slice(5, "b", 0));

        Assert.Equal([new RejectedSlice(new(0), 4, RejectedSlice.EarlierRejected)], outcome.Rejected);
        Assert.Equal([3L, 5], Assert.Single(_stored));
    }

    [Fact]
    public async Task An_outcome_that_ends_the_batch_ends_the_search_too()
    {
        var slices = Slices(refuse: 2);
        _answer = append => append.Pos == 3 ? new CommitOutcome.Unknown("the disk failed") : null;

        var outcome = await slices.Commit([Slice(1, "a", 0), Slice(2, "big", 0), Slice(3, "b", 0), Slice(4, "c", 0)]);

        Assert.IsType<CommitOutcome.Unknown>(outcome);
        Assert.Equal([1L], _stored.SelectMany(batch => batch));
    }

    private static async Task<CommitOutcome.Committed> Commit(GuiltySlices slices, params ShardAction[] batch) =>
        Assert.IsType<CommitOutcome.Committed>(await slices.Commit(batch));

    private static ShardAction.Append Slice(long pos, string instance, long prevPos) =>
        new(pos, new(instance), 1, 1, prevPos, new byte[1], null, null, null, DateTimeOffset.UnixEpoch);

    private GuiltySlices Slices(long refuse) => new(
        1,
        batch =>
        {
            var appends = batch.Cast<ShardAction.Append>().ToList();
            if (appends.Exists(append => append.Pos == refuse))
            {
                throw new CommitRefusedException(RejectedSlice.TooLarge, "it is too large");
            }

            if (appends.Select(_answer).FirstOrDefault(answer => answer is not null) is { } answer)
            {
                return ValueTask.FromResult(answer);
            }

            _stored.Add([.. appends.Select(append => append.Pos)]);
            return ValueTask.FromResult<CommitOutcome>(new CommitOutcome.Committed([], []));
        },
        NullLogger.Instance);
}
