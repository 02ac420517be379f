using Continuo.Workflows.Documents;
using Xunit;

namespace Continuo.Workflows.Tests.Documents;

public sealed class ErrorTypesTests
{
    [Theory]
    [InlineData("https://serverlessworkflow.io/spec/1.0.0/errors/")]
    [InlineData("https://open-workflow-specification.org/spec/1.0.0/errors/")]
    [InlineData("https://serverlessworkflow.io/dsl/errors/types/")]
    [InlineData("https://open-workflow-specification.org/dsl/errors/types/")]
    public void The_standard_errors_have_one_type_under_all_their_names(string prefix) =>
        Assert.All(ErrorTypes.All, error => Assert.Equal(error.Uri, ErrorTypes.Normalize(prefix + error.Name)));

    [Theory]
    [InlineData("https://serverlessworkflow.io/spec/1.0.0/errors/mine")]
    [InlineData("https://serverlessworkflow.io/errors/timeout")]
    [InlineData("https://open-workflow-specification.org/errors/types/compliance")]
    [InlineData("timeout")]
    [InlineData("")]
    public void Any_other_type_stays_as_it_is(string type) => Assert.Equal(type, ErrorTypes.Normalize(type));

    [Fact]
    public void Each_standard_error_has_its_status() =>
        Assert.Equal([400, 400, 400, 401, 403, 408, 500, 500], ErrorTypes.All.Select(e => e.Status));
}
