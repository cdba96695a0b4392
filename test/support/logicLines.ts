import ts from 'typescript';

/** What an operation says of itself: its entry in the list and what it gives out. */
const told = new Set(['option', 'output']);

/**
 * How many lines of an operation's file are logic: those with code on them (blank lines and comments are none), but for imports, `option`, `output`,
 * and what is typed as n8n's description of parameters. A schema or table beside them counts.
 */
export function logicLines(text: string): number {
	const source = ts.createSourceFile('operation.ts', text, ts.ScriptTarget.Latest, true);
	const lineOf = (position: number) => source.getLineAndCharacterOfPosition(position).line;
	const lines = new Set<number>();
	const count = (node: ts.Node) => {
		if (ts.isJSDoc(node)) return;
		const parts = node.getChildren(source);
		parts.forEach(count);
		if (parts.length || !node.getWidth(source)) return;
		for (let line = lineOf(node.getStart(source)); line <= lineOf(node.end); line++) lines.add(line);
	};
	source.statements.filter((statement) => !isTold(statement)).forEach(count);
	return lines.size;
}

function isTold(statement: ts.Statement): boolean {
	if (ts.isImportDeclaration(statement)) return true;
	return (
		ts.isVariableStatement(statement) &&
		statement.declarationList.declarations.every(
			({ name, type }) => told.has(name.getText()) || /^INodeProperties(\[\])?$/.test(type?.getText() ?? ''),
		)
	);
}
