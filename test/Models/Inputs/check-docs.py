"""Checks docs/models.md against the language.

usage: check-docs.py VOCABULARY PAGE OUTPUT_DIRECTORY

Prints each word of the vocabulary that the page does not mention, and writes
each YAML block of the page that is a whole model to OUTPUT_DIRECTORY/N.yaml.
"""

import os
import re
import sys


def main():
    vocabulary, page, directory = sys.argv[1:]
    with open(page, encoding="utf-8") as source:
        text = source.read()
    with open(vocabulary, encoding="utf-8") as source:
        words = re.findall(r'^[A-Z_]+\(\w+, "([^"]+)"', source.read(), re.MULTILINE)
    for word in words:
        if f"`{word}`" not in text:
            print("not in the page:", word)
    os.makedirs(directory, exist_ok=True)
    models = re.findall(r"```yaml\n(library:.*?)```", text, re.DOTALL)
    for number, model in enumerate(models):
        with open(os.path.join(directory, f"{number}.yaml"), "w", encoding="utf-8") as out:
            out.write(model)
    print(len(words), "words,", len(models), "models")


main()
