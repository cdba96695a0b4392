import type { ImportedWorkflow } from './importer';

const ACTIONS: Record<ImportedWorkflow['action'], string> = {
	created: 'created',
	updated: 'updated',
	unchanged: 'unchanged',
	adopted: 'taken over',
	failed: 'failed',
};
const WOULD: Record<ImportedWorkflow['action'], string> = {
	created: 'would be created',
	updated: 'would be updated',
	unchanged: 'unchanged',
	adopted: 'would be taken over',
	failed: 'failed',
};
const LONGEST_VALUE = 60;

/** What an import, a dry run or an undo did, as lines for a terminal. */
export function report(results: ImportedWorkflow[], { dryRun = false, undone = false } = {}): string {
	const actionOf = ({ action }: ImportedWorkflow) =>
		undone && action === 'updated' ? 'put back' : (dryRun ? WOULD : ACTIONS)[action];
	const lines = table([
		['Workflow', 'Import', 'Publication'],
		...results.map((item) => [item.name, actionOf(item), dryRun ? '' : item.publication]),
	]);
	const changes = results.flatMap((item) => item.changes.map(({ node, field }) => [item.name, node ?? '', field]));
	if (changes.length > 0)
		lines.push(
			'',
			undone ? 'Taken back:' : dryRun ? 'The templates would change:' : 'The templates changed:',
			...table([['Workflow', 'Node', 'What'], ...changes]),
		);
	const conflicts = results.flatMap((item) =>
		item.conflicts.map(({ node, field, yours, template }) => [
			item.name,
			node ?? '',
			field,
			short(yours),
			short(template),
		]),
	);
	if (conflicts.length > 0) {
		lines.push(
			'',
			undone
				? 'You have changed since what the import had changed: yours stays. Look whether you want what was there before:'
				: "You and the template changed the same: yours stays. Look whether you want the template's:",
			...table([['Workflow', 'Node', 'What', 'Yours', undone ? 'Before' : 'Template'], ...conflicts]),
		);
	}
	const missing = results.flatMap((item) =>
		item.missing.map(({ node, type, required, ambiguous }) => [
			item.name,
			node,
			`${type}${required ? '' : ' (optional)'}${ambiguous ? ' (several fit: choose one)' : ''}`,
		]),
	);
	if (missing.length > 0)
		lines.push(
			'',
			'Still to be connected in the editor (one choice sets all nodes of the same account name):',
			...table([['Workflow', 'Node', 'Credential type'], ...missing]),
		);
	const backups = results.flatMap(({ name, backup }) => (backup ? [[name, backup]] : []));
	if (backups.length > 0)
		lines.push(
			'',
			undone ? 'As they were before that:' : 'As they were before (--undo puts them back):',
			...table([['Workflow', 'File'], ...backups]),
		);
	const replaced = new Map(results.flatMap(({ replaces }) => (replaces ? [[replaces.id, replaces] as const] : [])));
	for (const { id, name, published } of replaced.values()) {
		const by = results.flatMap((item) => (item.replaces?.id === id ? item.name : []));
		lines.push(
			'',
			`"${name}" is replaced by ${by.join(', ')}. It was left alone.`,
			`  ${published ? 'It is still published: unpublish it before you publish these, because their forms and webhooks have its addresses. ' : ''}What you have changed in it, carry over; then delete or archive it. Steps that wait are taken over by their names.`,
		);
	}
	const errors = results.flatMap((item) => item.errors.map((error) => `  ${item.name}: ${error}`));
	if (errors.length > 0) lines.push('', 'Went wrong:', ...errors);
	if (results.some((item) => item.publication === 'accepted')) {
		lines.push(
			'',
			'n8n has accepted the publication. Whether every trigger could be registered shows only in the editor, or here with --email and --password.',
		);
	}
	return lines.join('\n');
}

function short(value: unknown): string {
	const text = value === undefined ? '(nothing)' : typeof value === 'string' ? value : JSON.stringify(value);
	const line = text.replace(/\s+/g, ' ');
	return line.length > LONGEST_VALUE ? `${line.slice(0, LONGEST_VALUE)}…` : line;
}

function table(rows: string[][]): string[] {
	const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
	return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column])).join('  ')}`.trimEnd());
}
