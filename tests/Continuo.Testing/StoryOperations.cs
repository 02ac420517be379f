using Continuo.Engine.Events;
using Continuo.Engine.Explaining;
using Continuo.Engine.Interpretation;
using Continuo.Engine.Migrations;
using Continuo.Engine.Shards;

namespace Continuo.Testing;

/// <summary>What operators do to the instance of an <see cref="InstanceStory"/> beside its life.</summary>
public static class StoryOperations
{
    /// <summary>Goes on in another definition (or would), then runs to rest.</summary>
    public static MigrationPlan Migrate(this InstanceStory story, string yaml, bool isPreview = false, bool isUndo = false, params (string From, string To)[] map)
    {
        var target = story.Definitions.Deploy(yaml);
        var stimulus = new Stimulus.Migrate(target.Hash, [.. map.Select(move => KeyValuePair.Create(move.From, move.To))], isPreview, isUndo);
        MigrationPlan? plan = null;
        while (!story.Decide(() => plan = story.Interpreter.Migrate(story.State, story.Definition, target, stimulus, story.Turn)))
        {
        }

        story.RunToRest();
        return plan!;
    }

    /// <summary>Why it does not go on.</summary>
    public static Explanation Explain(this InstanceStory story, params StoredEvent[] candidates)
    {
        story.Turn.Begin(story.Now);
        return story.Interpreter.Explain(story.State, story.Definition, [.. candidates], new EffectSlots(), story.Turn);
    }
}
