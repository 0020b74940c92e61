module Symphony.Bench.Program

open System.Reflection
open BenchmarkDotNet.Running
open Symphony.Bench

[<EntryPoint>]
let main arguments =
    // What is measured as whole processes has a word of its own.
    if not (StoreComparison.run arguments) then
        BenchmarkSwitcher.FromAssembly(Assembly.GetExecutingAssembly()).Run arguments |> ignore

    0
