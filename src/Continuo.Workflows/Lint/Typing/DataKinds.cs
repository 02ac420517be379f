namespace Continuo.Workflows.Lint.Typing;

/// <summary>What a value can be.</summary>
[Flags]
internal enum DataKinds
{
    None = 0,
    Null = 1,
    Boolean = 2,
    Number = 4,
    Text = 8,
    Array = 16,
    Object = 32,
    Any = 63,
}
