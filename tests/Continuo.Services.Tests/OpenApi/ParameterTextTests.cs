using Continuo.Services.OpenApi;
using Continuo.Workflows.Json;

namespace Continuo.Services.Tests.OpenApi;

/// <summary>The table of styles in the standard.</summary>
public sealed class ParameterTextTests
{
    [Theory]
    [InlineData("Simple", false, "\"blue\"", "blue")]
    [InlineData("Simple", false, "[\"blue\",\"black\"]", "blue,black")]
    [InlineData("Simple", true, "[\"blue\",\"black\"]", "blue,black")]
    [InlineData("Simple", false, "{\"R\":100,\"G\":200}", "R,100,G,200")]
    [InlineData("Simple", true, "{\"R\":100,\"G\":200}", "R=100,G=200")]
    [InlineData("Label", false, "\"blue\"", ".blue")]
    [InlineData("Label", false, "[\"blue\",\"black\"]", ".blue,black")]
    [InlineData("Label", true, "[\"blue\",\"black\"]", ".blue.black")]
    [InlineData("Label", false, "{\"R\":100,\"G\":200}", ".R,100,G,200")]
    [InlineData("Label", true, "{\"R\":100,\"G\":200}", ".R=100.G=200")]
    [InlineData("Matrix", false, "\"blue\"", ";color=blue")]
    [InlineData("Matrix", false, "[\"blue\",\"black\"]", ";color=blue,black")]
    [InlineData("Matrix", true, "[\"blue\",\"black\"]", ";color=blue;color=black")]
    [InlineData("Matrix", false, "{\"R\":100,\"G\":200}", ";color=R,100,G,200")]
    [InlineData("Matrix", true, "{\"R\":100,\"G\":200}", ";R=100;G=200")]
    [InlineData("Simple", false, "\"a/b c\"", "a%2Fb%20c")]
    public void In_a_path(string style, bool explodes, string value, string expected) =>
        Assert.Equal(expected, ParameterText.InPath(new OpenApiParameter("color", ParameterPlace.Path, Enum.Parse<ParameterStyle>(style), explodes), JsonValue.Parse(value), Uri.EscapeDataString));

    [Theory]
    [InlineData("Form", true, ",", "\"blue\"", "color=blue")]
    [InlineData("Form", true, ",", "[\"blue\",\"black\"]", "color=blue&color=black")]
    [InlineData("Form", false, ",", "[\"blue\",\"black\"]", "color=blue,black")]
    [InlineData("Form", false, " ", "[\"blue\",\"black\"]", "color=blue%20black")]
    [InlineData("Form", false, "|", "[\"blue\",\"black\"]", "color=blue%7Cblack")]
    [InlineData("Form", false, "\t", "[\"blue\",\"black\"]", "color=blue%09black")]
    [InlineData("Form", true, ",", "{\"R\":100,\"G\":200}", "R=100&G=200")]
    [InlineData("Form", false, ",", "{\"R\":100,\"G\":200}", "color=R,100,G,200")]
    [InlineData("DeepObject", true, ",", "{\"R\":100,\"G\":{\"x\":[1,2]}}", "color[R]=100&color[G][x]=1&color[G][x]=2")]
    [InlineData("Form", true, ",", "[]", "")]
    [InlineData("Form", true, ",", "true", "color=true")]
    public void In_a_query(string style, bool explodes, string separator, string value, string expected)
    {
        var parameter = new OpenApiParameter("color", ParameterPlace.Query, Enum.Parse<ParameterStyle>(style), explodes) { Separator = separator };

        Assert.Equal(expected, string.Join('&', ParameterText.InQuery(parameter, JsonValue.Parse(value), Uri.EscapeDataString)));
    }

    [Fact]
    public void Reserved_characters_may_stay_but_for_those_that_end_a_pair()
    {
        var parameter = new OpenApiParameter("q", ParameterPlace.Query, ParameterStyle.Form, true) { AllowsReserved = true };

        Assert.Equal(["q=a/b?c%26d%23e%20f"], ParameterText.InQuery(parameter, "a/b?c&d#e f", Uri.EscapeDataString));
    }

    [Fact]
    public void A_parameter_may_be_json()
    {
        var parameter = new OpenApiParameter("q", ParameterPlace.Query, ParameterStyle.Form, true) { IsJson = true };

        Assert.Equal(["q=%7B%22a%22%3A1%7D"], ParameterText.InQuery(parameter, JsonObject.Of(("a", 1)), Uri.EscapeDataString));
    }
}
