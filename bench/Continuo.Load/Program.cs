using Continuo.Load;

// Closed-loop load, all durable. Results as JSON lines on stdout, progress on stderr.
//   dotnet run -c Release --project bench/Continuo.Load -- seq5 [--clients 1,16,128] [--seconds 4] [--repeat 3] [--data DIR] [--http]
//   dotnet run -c Release --project bench/Continuo.Load -- fan100 | scatter5 | turn
return await LoadProgram.Run(args);
