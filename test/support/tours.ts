/** The steps of a tour in docs/architecture.md: one numbered line each, its file first, in backticks. */
export function stepsOf(markdown: string, title: string): readonly string[] {
  const [, rest = ''] = markdown.split(new RegExp(`^## ${title}$`, 'm'));
  const [section = ''] = rest.split(/^##+ /m);
  return [...section.matchAll(/^ *\d+\. .*(?:\n(?! *\d+\. |\n).*)*/gm)].map(([step]) => step);
}

/** The files that a step names: the one that it is about, and those that tie it to the step before. */
export function filesOf(step: string): readonly string[] {
  const named = [...step.matchAll(/`(?<path>[^`]+\.ts)`/g)].map(({ groups }) => groups?.['path'] ?? '');
  return named.length > 0 ? named : [step];
}

/** The file that a step is about. */
export function fileOf(step: string): string {
  return filesOf(step)[0] ?? step;
}

/** Files and folders that run on the ways too and are in no tour: all that the section below them names. */
export function uncountedIn(markdown: string): readonly string[] {
  const [, rest = ''] = markdown.split(/^### What else runs$/m);
  const [section = ''] = rest.split(/^##+ /m);
  return [...section.matchAll(/`(?<name>src\/[^`]+)`/g)].map(({ groups }) => groups?.['name'] ?? '');
}
