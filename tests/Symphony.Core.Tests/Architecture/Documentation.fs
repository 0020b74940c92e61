namespace Symphony.Core.Tests

open System
open System.IO
open System.Reflection
open System.Runtime.CompilerServices
open System.Xml.Linq
open Microsoft.FSharp.Reflection
open NUnit.Framework

/// Every public member says what it gives, every parameter what it takes.
[<TestFixture>]
type Documentation() =

    let declared =
        BindingFlags.Public
        ||| BindingFlags.Instance
        ||| BindingFlags.Static
        ||| BindingFlags.DeclaredOnly

    let isGenerated (item: MemberInfo) =
        item.IsDefined(typeof<CompilerGeneratedAttribute>, false)

    /// A type's name as documentation ids write it inside a parameter list.
    let rec typeId (t: Type) : string =
        if t.IsByRef then
            typeId (t.GetElementType() |> Unchecked.nonNull) + "@"
        elif t.IsArray then
            typeId (t.GetElementType() |> Unchecked.nonNull) + "[]"
        elif t.IsGenericParameter then
            (if isNull t.DeclaringMethod then "`" else "``") + string t.GenericParameterPosition
        elif t.IsGenericType then
            let definition = t.GetGenericTypeDefinition()
            let name = (string definition.FullName).Replace('+', '.')
            let bare = name.Substring(0, name.IndexOf '`')
            let arguments = t.GetGenericArguments() |> Array.map typeId
            bare + "{" + String.Join(",", arguments) + "}"
        else
            (string t.FullName).Replace('+', '.')

    let ownerId (t: Type) = (string t.FullName).Replace('+', '.')

    let methodId (m: MethodBase) =
        let name = if m.IsConstructor then "#ctor" else m.Name

        let arity =
            if m.IsGenericMethod then "``" + string (m.GetGenericArguments().Length) else ""

        let parameters = m.GetParameters() |> Array.map (fun p -> typeId p.ParameterType)

        let list =
            if parameters.Length = 0 then "" else "(" + String.Join(",", parameters) + ")"

        "M:" + ownerId (m.DeclaringType |> Unchecked.nonNull) + "." + name + arity + list

    let texts (path: string) =
        XDocument.Load(path).Descendants(XName.Get "member")
        |> Seq.map (fun element ->
            string (element.Attribute(XName.Get "name") |> Unchecked.nonNull).Value, element)
        |> Seq.distinctBy fst
        |> dict

    let hasText (element: XElement) (tag: string) (name: string option) =
        element.Elements(XName.Get tag)
        |> Seq.exists (fun e ->
            not (String.IsNullOrWhiteSpace e.Value)
            && (match name with
                | None -> true
                | Some wanted ->
                    match e.Attribute(XName.Get "name") with
                    | null -> false
                    | given -> given.Value = wanted))

    let isRecordOrUnion (t: Type) =
        FSharpType.IsRecord t || FSharpType.IsUnion t

    let inheritedNames =
        set [ "Equals"; "GetHashCode"; "CompareTo"; "ToString"; "get_Tag"; "get_Tags" ]

    /// Public members of an assembly without documentation, as sentences.
    let missing (assembly: Assembly) : string list =
        let documented = texts (string (Path.ChangeExtension(assembly.Location, ".xml")))

        let lookUp (id: string) =
            match documented.TryGetValue id with
            | true, element -> Some element
            | false, _ -> None

        let check (id: string) (parameters: ParameterInfo[]) =
            match lookUp id with
            | None -> [ $"{id} is not documented" ]
            | Some element -> [
                if
                    not (hasText element "summary" None) && not (hasText element "inheritdoc" None)
                then
                    $"{id} has no summary"
                for parameter in parameters do
                    if not (hasText element "param" (Some(string parameter.Name))) then
                        $"{id} does not say what {parameter.Name} is"
              ]

        [
            for t in assembly.GetExportedTypes() do
                let isCase =
                    not (isNull t.DeclaringType)
                    && FSharpType.IsUnion(t.DeclaringType |> Unchecked.nonNull)

                if not (isGenerated t) && not isCase then
                    yield! check ("T:" + ownerId t) [||]

                    if FSharpType.IsUnion t then
                        for case in FSharpType.GetUnionCases t do
                            let id = ownerId t + "." + case.Name

                            if
                                [ "T:"; "P:"; "M:"; "F:" ]
                                |> List.forall (fun prefix -> (lookUp (prefix + id)).IsNone)
                            then
                                $"{id} is not documented"
                    elif FSharpType.IsRecord t then
                        for field in FSharpType.GetRecordFields t do
                            yield! check ("P:" + ownerId t + "." + field.Name) [||]
                    elif t.IsEnum then
                        for name in Enum.GetNames t do
                            yield! check ("F:" + ownerId t + "." + name) [||]

                    if not t.IsEnum then
                        for property in t.GetProperties declared do
                            let isField =
                                FSharpType.IsRecord t
                                && FSharpType.GetRecordFields t
                                   |> Array.exists (fun f -> f.Name = property.Name)

                            if
                                not (isGenerated property)
                                && not isField
                                && not (
                                    FSharpType.IsUnion t
                                    && (property.Name.StartsWith("Is", StringComparison.Ordinal)
                                        || property.Name = "Tag"
                                        || FSharpType.GetUnionCases t
                                           |> Array.exists (fun c -> c.Name = property.Name))
                                )
                            then
                                let parameters = property.GetIndexParameters()

                                let list =
                                    if parameters.Length = 0 then
                                        ""
                                    else
                                        "("
                                        + String.Join(
                                            ",",
                                            parameters
                                            |> Array.map (fun p -> typeId p.ParameterType)
                                        )
                                        + ")"

                                yield!
                                    check ("P:" + ownerId t + "." + property.Name + list) parameters

                        for m in t.GetMethods declared do
                            if
                                not m.IsSpecialName
                                && not (isGenerated m)
                                && not (inheritedNames.Contains m.Name)
                                && not (
                                    isRecordOrUnion t
                                    && m.Name.StartsWith("New", StringComparison.Ordinal)
                                )
                            then
                                yield! check (methodId m) (m.GetParameters())

                        if not (isRecordOrUnion t) && not (typeof<Delegate>.IsAssignableFrom t) then
                            for constructor in t.GetConstructors() do
                                if not (isGenerated constructor) then
                                    // A primary constructor's parameters are documented at the type.
                                    let own = methodId constructor
                                    let id = if (lookUp own).IsSome then own else "T:" + ownerId t
                                    yield! check id (constructor.GetParameters())
        ]

    [<Test>]
    member _.``every public member of the core is documented``() =
        let gaps = missing typeof<Symphony.Core.Axes>.Assembly
        Assert.That(gaps, Is.Empty, String.Join("\n", gaps))
