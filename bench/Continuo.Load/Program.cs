using Continuo.Load;

// Load, all durable. Results as JSON lines on stdout, progress on stderr.
//   dotnet run -c Release --project bench/Continuo.Load -- SCENARIO [options]; without any it says which there are
return await LoadProgram.Run(args);
