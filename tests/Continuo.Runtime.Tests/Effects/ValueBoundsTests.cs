using Continuo.Engine;
using Continuo.Runtime.Effects;
using Continuo.Workflows.Json;
using Xunit;

namespace Continuo.Runtime.Tests.Effects;

public sealed class ValueBoundsTests
{
    private static readonly EngineLimits s_limits = new() { ValueDepth = 3, ValueBytes = 100 };

    [Theory]
    [InlineData("[[[1]]]", true)]
    [InlineData("[[[[1]]]]", false)]
    [InlineData("""{"a":{"b":[]}}""", true)]
    [InlineData("""{"a":{"b":{"c":[]}}}""", false)]
    public void A_value_nested_too_deep_is_named_with_its_limit(string json, bool fits)
    {
        var broken = ValueBounds.Broken(JsonValue.Parse(json), s_limits);

        Assert.Equal(fits, broken is null);
        Assert.Equal(fits ? "" : "limit ValueDepth", broken is null ? "" : broken[(broken.IndexOf('(', StringComparison.Ordinal) + 1)..^1]);
    }

    [Fact]
    public void A_value_too_large_is_named_with_its_limit() =>
        Assert.Contains("limit ValueBytes", ValueBounds.Broken(new string('x', 200), s_limits), StringComparison.Ordinal);

    [Fact]
    public void Ten_thousand_levels_are_refused_and_not_walked() =>
        Assert.Contains("ValueDepth", ValueBounds.Broken(JsonValue.Parse(new string('[', 9_999) + new string(']', 9_999)), EngineLimits.Default), StringComparison.Ordinal);
}
