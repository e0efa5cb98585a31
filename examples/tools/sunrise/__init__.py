"""Says good morning."""


def greet(name: str) -> str:
    return f"Good morning, {name}!"
