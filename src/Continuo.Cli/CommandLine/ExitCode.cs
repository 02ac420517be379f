namespace Continuo.Cli.CommandLine;

/// <summary>What the process ends with: the same everywhere, for scripts rely on it.</summary>
internal static class ExitCode
{
    public const int Ok = 0;
    public const int Failed = 1;

    /// <summary>Wrong usage or invalid input.</summary>
    public const int Invalid = 2;

    public const int NotFound = 3;
    public const int Conflict = 4;
    public const int Denied = 5;
    public const int TimedOut = 6;
    public const int Unreachable = 7;

    /// <summary>Some of it was done, some was not.</summary>
    public const int Partly = 8;

    /// <summary>Nobody reads the output any more: what shells report of a program that the signal for it has ended.</summary>
    public const int OutputClosed = 141;
}
