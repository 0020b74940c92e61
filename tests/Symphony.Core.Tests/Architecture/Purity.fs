namespace Symphony.Core.Tests

open System
open System.Reflection
open NUnit.Framework
open Symphony.Core.Tests.MemberReferences

/// Impure on purpose, so that the rule below is seen to catch each kind.
module PlantedImpurities =
    let mutable state = 0
    let clock () = DateTime.UtcNow
    let stopwatch () = Diagnostics.Stopwatch.StartNew()
    let ambientRandom () = Random().NextDouble()
    let identity () = Guid.NewGuid()
    let environment () = Environment.ProcessorCount
    let console () = Console.Out
    let printed () = printfn "printed"
    let file (path: string) = IO.File.ReadAllText path

    let socket () =
        new Net.Sockets.Socket(Net.Sockets.SocketType.Stream, Net.Sockets.ProtocolType.Tcp)

    let thread () = Threading.Thread.Sleep 0
    let task () = Threading.Tasks.Task.Run(fun () -> ())
    let parallelMap () = Array.Parallel.map id [| 1 |]
    let locked (gate: obj) = lock gate (fun () -> 1)
    let zone () = TimeZoneInfo.Local
    let pool () = Buffers.ArrayPool<float>.Shared
    let culture (value: float) = value.ToString "F2"
    let cultureOfDate (value: DateOnly) = value.ToString()
    let exponential (value: float) = exp value
    let power (value: float) = value ** 1.5

    let fused (value: float) =
        Math.FusedMultiplyAdd(value, value, value)

    let genericExp (value: float) = Double.Exp value

    let estimate (value: Runtime.Intrinsics.Vector256<float>) =
        Runtime.Intrinsics.Vector256.MultiplyAddEstimate(value, value, value)

    let unorderedSum (values: float[]) =
        Numerics.Tensors.TensorPrimitives.Sum(ReadOnlySpan values)

/// The core is pure: what its compiled code may not call.
[<TestFixture>]
type Purity() =

    let startsWithAny (prefixes: string list) (text: string) =
        prefixes |> List.exists (fun prefix -> text.StartsWith(prefix, StringComparison.Ordinal))

    let permittedMath =
        set [
            "Sqrt"
            "Abs"
            "Min"
            "Max"
            "Floor"
            "Ceiling"
            "Round"
            "Truncate"
            "Sign"
            "BigMul"
            "DivRem"
            "Clamp"
        ]

    let transcendental =
        set [
            "Exp"
            "Exp2"
            "Exp10"
            "ExpM1"
            "Log"
            "Log2"
            "Log10"
            "LogP1"
            "Pow"
            "Sin"
            "Cos"
            "SinCos"
            "Tan"
            "Sinh"
            "Cosh"
            "Tanh"
            "Asin"
            "Acos"
            "Atan"
            "Atan2"
            "Cbrt"
            "RootN"
            "Hypot"
            "FusedMultiplyAdd"
        ]

    let numbers =
        set [ "System.Double"; "System.Single"; "System.Half"; "System.Decimal" ]

    let cultureBound =
        numbers
        + set [
            "System.DateTime"
            "System.DateOnly"
            "System.TimeOnly"
            "System.DateTimeOffset"
            "System.TimeSpan"
        ]

    let elementwiseTensor =
        set [
            "Add"
            "Subtract"
            "Multiply"
            "Divide"
            "Sqrt"
            "Abs"
            "Negate"
            "Min"
            "Max"
        ]

    /// Why a reference is forbidden in the core, or nothing.
    let reason (reference: Reference) : string option =
        let owner, name = reference.Owner, reference.Member

        let isFormat = name = "ToString" || name = "Parse" || name = "TryParse"
        let namesProvider = reference.Parameters |> List.contains "System.IFormatProvider"

        if
            (owner = "System.DateTime" || owner = "System.DateTimeOffset")
            && startsWithAny [ "get_Now"; "get_UtcNow"; "get_Today" ] name
        then
            Some "clock"
        elif owner = "System.Diagnostics.Stopwatch" || owner = "System.TimeProvider" then
            Some "clock"
        elif owner = "System.Random" || (owner = "System.Guid" && name = "NewGuid") then
            Some "ambient randomness"
        elif owner = "System.Security.Cryptography.RandomNumberGenerator" then
            Some "ambient randomness"
        elif owner = "System.Environment" || owner = "System.AppContext" then
            Some "environment"
        elif
            owner = "System.Console"
            || owner.EndsWith("ExtraTopLevelOperators", StringComparison.Ordinal)
               && startsWithAny [ "Print" ] name
               && not (name.StartsWith("PrintFormatToString", StringComparison.Ordinal))
        then
            Some "console"
        elif startsWithAny [ "System.IO." ] owner then
            Some "files"
        elif startsWithAny [ "System.Net." ] owner then
            Some "sockets"
        elif startsWithAny [ "System.Threading.Tasks." ] owner || owner.Contains "FSharpAsync" then
            Some "tasks"
        elif startsWithAny [ "System.Threading." ] owner then
            Some "threads or locks"
        elif owner.Contains "ArrayModule.Parallel" then
            Some "Array.Parallel"
        elif owner = "System.TimeZoneInfo" then
            Some "time zones"
        elif startsWithAny [ "System.Buffers.ArrayPool"; "System.Buffers.MemoryPool" ] owner then
            Some "array pools"
        elif cultureBound.Contains owner && isFormat && not namesProvider then
            Some "culture-dependent formatting"
        elif owner = "System.Globalization.CultureInfo" && name <> "get_InvariantCulture" then
            Some "culture-dependent formatting"
        elif
            (owner = "System.Math" || owner = "System.MathF") && not (permittedMath.Contains name)
        then
            Some "Math beyond sqrt, abs, min, max, floor and rounding"
        elif
            numbers.Contains owner
            && (transcendental.Contains name || name.EndsWith("Estimate", StringComparison.Ordinal))
        then
            Some "a transcendental outside Elementary"
        elif
            startsWithAny [ "System.Runtime.Intrinsics."; "System.Numerics.Vector" ] owner
            && (transcendental.Contains name || name.EndsWith("Estimate", StringComparison.Ordinal))
        then
            Some "an estimate, a fused operation or a transcendental on vectors"
        elif
            owner = "System.Numerics.Tensors.TensorPrimitives"
            && not (elementwiseTensor.Contains name)
        then
            Some "TensorPrimitives beyond elementwise arithmetic"
        elif
            owner.StartsWith("MathNet.Numerics.", StringComparison.Ordinal)
            && not (startsWithAny [ "MathNet.Numerics.Providers.LinearAlgebra." ] owner)
        then
            Some "MathNet beyond its managed linear algebra"
        elif owner.EndsWith("LinearAlgebraControl", StringComparison.Ordinal) then
            Some "MathNet's ambient provider"
        else
            None

    let found (assembly: Assembly) : (string * string) list =
        ofAssembly assembly.Location
        |> List.choose (fun reference ->
            reason reference
            |> Option.map (fun why -> why, $"{reference.Owner}.{reference.Member}"))

    [<Test>]
    member _.``the core calls nothing impure``() =
        let offences = found typeof<Symphony.Core.Axes>.Assembly
        Assert.That(offences, Is.Empty, String.Join("\n", offences))

    [<Test>]
    member _.``the core holds no mutable module state``() =
        Assert.That(mutableState typeof<Symphony.Core.Axes>.Assembly, Is.Empty)

    [<Test>]
    member _.``each kind of planted impurity is caught``() =
        let planted = found (Assembly.GetExecutingAssembly()) |> List.map fst |> set

        let kinds = [
            "clock"
            "ambient randomness"
            "environment"
            "console"
            "files"
            "sockets"
            "tasks"
            "threads or locks"
            "Array.Parallel"
            "time zones"
            "array pools"
            "culture-dependent formatting"
            "Math beyond sqrt, abs, min, max, floor and rounding"
            "a transcendental outside Elementary"
            "an estimate, a fused operation or a transcendental on vectors"
            "TensorPrimitives beyond elementwise arithmetic"
        ]

        Assert.That(kinds |> List.filter (planted.Contains >> not), Is.Empty)

        Assert.That(
            mutableState (Assembly.GetExecutingAssembly())
            |> List.exists (fun name ->
                name.EndsWith("PlantedImpurities.state", StringComparison.Ordinal))
        )
