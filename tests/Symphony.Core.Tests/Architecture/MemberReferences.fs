/// Reads what a compiled assembly calls: each member reference with its owner's full name.
module Symphony.Core.Tests.MemberReferences

open System
open System.Collections.Immutable
open System.IO
open System.Reflection.Metadata
open System.Reflection.PortableExecutable

/// One call target: the declaring type (generics by their definition) and the member with its parameters' types.
type Reference = { Owner: string; Member: string; Parameters: string list }

let private typeReferenceName (reader: MetadataReader) (handle: TypeReferenceHandle) : string =
    let rec name (handle: TypeReferenceHandle) =
        let reference = reader.GetTypeReference handle
        let own = reader.GetString reference.Name

        if reference.ResolutionScope.Kind = HandleKind.TypeReference then
            name (TypeReferenceHandle.op_Explicit reference.ResolutionScope) + "." + own
        else
            match reader.GetString reference.Namespace with
            | "" -> own
            | space -> space + "." + own

    name handle

let private typeDefinitionName (reader: MetadataReader) (handle: TypeDefinitionHandle) : string =
    let definition = reader.GetTypeDefinition handle
    reader.GetString definition.Namespace + "." + reader.GetString definition.Name

/// Type names as text; a generic instance is named by its definition.
type private Names(reader: MetadataReader) =
    interface ISignatureTypeProvider<string, unit> with
        member _.GetPrimitiveType code = "System." + string code
        member _.GetTypeFromDefinition(_, handle, _) = typeDefinitionName reader handle
        member _.GetTypeFromReference(_, handle, _) = typeReferenceName reader handle

        member this.GetTypeFromSpecification(_, _, handle, _) =
            reader.GetTypeSpecification(handle).DecodeSignature(this, ())

        member _.GetSZArrayType element = element + "[]"
        member _.GetArrayType(element, _) = element + "[,]"
        member _.GetByReferenceType element = element + "&"
        member _.GetPointerType element = element + "*"
        member _.GetPinnedType element = element
        member _.GetGenericInstantiation(definition: string, _: ImmutableArray<string>) = definition
        member _.GetGenericTypeParameter(_, index) = $"!{index}"
        member _.GetGenericMethodParameter(_, index) = $"!!{index}"
        member _.GetModifiedType(_, unmodified, _) = unmodified
        member _.GetFunctionPointerType _ = "fnptr"

/// Every member the assembly's code refers to in other assemblies.
let ofAssembly (path: string) : Reference list =
    use stream = File.OpenRead path
    use image = new PEReader(stream)
    let reader = image.GetMetadataReader()
    let names = Names reader

    [
        for handle in reader.MemberReferences do
            let reference = reader.GetMemberReference handle

            let owner =
                match reference.Parent.Kind with
                | HandleKind.TypeReference ->
                    typeReferenceName reader (TypeReferenceHandle.op_Explicit reference.Parent)
                | HandleKind.TypeSpecification ->
                    let specification =
                        reader.GetTypeSpecification(
                            TypeSpecificationHandle.op_Explicit reference.Parent
                        )

                    specification.DecodeSignature(names, ())
                | _ -> ""

            let parameters =
                if reference.GetKind() = MemberReferenceKind.Method then
                    List.ofSeq (reference.DecodeMethodSignature(names, ()).ParameterTypes)
                else
                    []

            {
                Owner = owner
                Member = reader.GetString reference.Name
                Parameters = parameters
            }
    ]

/// Static properties with a setter: mutable module state.
let mutableState (assembly: Reflection.Assembly) : string list =
    let everything =
        Reflection.BindingFlags.Static
        ||| Reflection.BindingFlags.Public
        ||| Reflection.BindingFlags.NonPublic
        ||| Reflection.BindingFlags.DeclaredOnly

    [
        for declaring in assembly.GetTypes() do
            for property in declaring.GetProperties everything do
                if property.CanWrite then
                    $"{declaring.FullName}.{property.Name}"
    ]
