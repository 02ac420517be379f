using Continuo.Workflows.Documents;
using Continuo.Workflows.Expressions;
using Continuo.Workflows.Validation;

namespace Continuo.Workflows.Lint;

/// <summary>Secrets that go into data, where they are masks and of no use to anybody.</summary>
internal sealed class SecretCheck(WorkflowDefinition definition, DiagnosticBag diagnostics)
{
    public void Run()
    {
        Check(definition.OutputAs, "/output/as", "the workflow's output");
        foreach (var task in definition.Nodes.OfType<TaskNode>())
        {
            Check(task.OutputAs, task.Pointer, "the output");
            Check(task.ExportAs, task.Pointer, "the context");
            switch (task)
            {
                case SetTask set:
                    Check(set.Value, task.Pointer, "the output");
                    break;
                case EmitTask emit:
                    Check(emit.With, task.Pointer, "an event");
                    break;
                case RaiseTask { Error: var error }:
                    Check(error.Title, task.Pointer, "an error");
                    Check(error.Detail, task.Pointer, "an error");
                    break;
            }
        }
    }

    private void Check(ValueTemplate? template, string pointer, string where)
    {
        switch (template)
        {
            case ValueTemplate.Computed { Expression: { Program.Variables: var variables } expression } when variables.Contains("secrets") || variables.Contains("secret"):
                diagnostics.Add(DiagnosticCodes.SecretInData, expression.Position, pointer, $"A secret becomes part of {where}.", "Read it where it is used, in the arguments of a call; data are kept and shown.");
                break;
            case ValueTemplate.Members members:
                foreach (var (_, value) in members.Of)
                {
                    Check(value, pointer, where);
                }

                break;
            case ValueTemplate.Items items:
                foreach (var item in items.Of)
                {
                    Check(item, pointer, where);
                }

                break;
        }
    }
}
