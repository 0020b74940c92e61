using NUnit.Framework;

namespace Symphony.Interop.Tests;

/// <summary>What a C# user meets first.</summary>
public sealed class FirstHourTests
{
    [Test]
    public void The_core_loads_from_CSharp() =>
        Assert.That(System.Reflection.Assembly.Load("Symphony.Core").GetName().Name, Is.EqualTo("Symphony.Core"));
}
