using BenchmarkDotNet.Running;

// dotnet run -c Release --project bench/Continuo.Benchmarks -- --filter '*Engine*'
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
