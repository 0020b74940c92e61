namespace Symphony.Core.Tests

open System
open System.Reflection
open NUnit.Framework

/// A face with F#-only types on purpose, so that the rule below is seen to catch them.
type PlantedFace =
    static member Optional() : int option = None
    static member ByValue() : int voption = ValueNone
    static member Linked() : int list = []
    static member Refusing() : Result<int, string> = Ok 1
    static member Paired() : int * int = 1, 2
    static member Curried(step: int -> int) : int = step 1
    static member Quiet(nothing: unit list) : int = List.length nothing

/// The C# face shows no F#-only type.
[<TestFixture>]
type Face() =

    let forbiddenDefinitions =
        [|
            typeof<option<int>>
            typeof<voption<int>>
            typeof<list<int>>
            typeof<Map<int, int>>
            typeof<Set<int>>
            typeof<Result<int, int>>
            typeof<int -> int>
        |]
        |> Array.map (fun instance -> instance.GetGenericTypeDefinition())

    let rec isForbidden (t: Type) : bool =
        if t.HasElementType then
            isForbidden (t.GetElementType() |> Unchecked.nonNull)
        elif t = typeof<unit> then
            true
        elif t.IsGenericType then
            let definition = t.GetGenericTypeDefinition()

            Array.contains definition forbiddenDefinitions
            || (string definition.FullName).StartsWith("System.Tuple`", StringComparison.Ordinal)
            || (string definition.FullName)
                .StartsWith("System.ValueTuple`", StringComparison.Ordinal)
            || t.GetGenericArguments() |> Array.exists isForbidden
        else
            false

    let offences (types: Type seq) : string list =
        let declared =
            BindingFlags.Public
            ||| BindingFlags.Instance
            ||| BindingFlags.Static
            ||| BindingFlags.DeclaredOnly

        [
            for t in types do
                for m in t.GetMethods declared do
                    let signature =
                        m.ReturnType :: [ for p in m.GetParameters() -> p.ParameterType ]

                    if signature |> List.exists isForbidden then
                        $"{t.Name}.{m.Name}"
        ]

    [<Test>]
    member _.``no F#-only type stands in a signature of the C# face``() =
        let face =
            typeof<Symphony.Core.Axes>.Assembly.GetExportedTypes()
            |> Array.filter (fun t -> t.Namespace = "Symphony.Core.Interop")

        Assert.That(face, Is.Not.Empty)
        let found = offences face
        Assert.That(found, Is.Empty, String.Join("\n", found))

    [<Test>]
    member _.``each planted F#-only type is caught``() =
        Assert.That(offences [ typeof<PlantedFace> ], Has.Length.EqualTo 7)
