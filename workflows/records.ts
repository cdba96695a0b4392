import { currentKey } from './formerTemplates';
import type { N8nApi } from './n8nApi';
import type { Flow } from './merge/flow';

/** What the importer remembers of a workflow it has made. */
export interface ImportRecord {
	/** Id of the workflow. */
	workflow: string;
	/** The template's key. */
	template: string;
	/** `default`: the shop that has no name of its own. */
	brand: string;
	/** The template as it was written last, with the accounts it was connected to. */
	base: Flow;
}

export const DEFAULT_BRAND = 'default';

/** Name of the data table in n8n. */
export const RECORDS_TABLE = 'n8n-nodes-returns imports';
const COLUMNS = ['workflow', 'template', 'brand', 'base'];

/**
 * The importer's memory: a data table of n8n itself, so that it goes with the workflows, whoever imports from wherever. A workflow is
 * found by its id in there, not by its name; one that is not in there was not made by the importer.
 */
export class ImportRecords {
	private constructor(
		private readonly api: N8nApi,
		private table: string | undefined,
		private readonly records: ImportRecord[],
	) {}

	static async load(api: N8nApi): Promise<ImportRecords> {
		const table = await api.findDataTable(RECORDS_TABLE);
		const rows = table ? await api.dataTableRows(table) : [];
		return new ImportRecords(api, table, renumbered(rows.flatMap((row) => recordOf(row) ?? [])));
	}

	find(template: string, brand: string): ImportRecord | undefined {
		return this.records.find((one) => one.template === template && one.brand === brand);
	}

	ofWorkflow(id: string): ImportRecord | undefined {
		return this.records.find(({ workflow }) => workflow === id);
	}

	all(): readonly ImportRecord[] {
		return this.records;
	}

	/** Brands that a template was imported for, the unnamed one not among them. */
	brandsOf(template: string): string[] {
		return this.records
			.filter((one) => one.template === template && one.brand !== DEFAULT_BRAND)
			.map(({ brand }) => brand)
			.sort();
	}

	async save(record: ImportRecord): Promise<void> {
		this.table ??= await this.api.createDataTable(RECORDS_TABLE, COLUMNS);
		await this.api.upsertDataTableRow(
			this.table,
			{ template: record.template, brand: record.brand },
			{ ...record, base: JSON.stringify(record.base) },
		);
		const index = this.records.findIndex((one) => one.template === record.template && one.brand === record.brand);
		if (index < 0) this.records.push(record);
		else this.records[index] = record;
	}
}

/** What was imported under a template's old number is known under the new one; what was written under that since is newer. */
function renumbered(records: ImportRecord[]): ImportRecord[] {
	const hasNewer = ({ template, brand }: ImportRecord) =>
		records.some((one) => one.template === currentKey(template) && one.brand === brand);
	return records
		.filter((record) => currentKey(record.template) === record.template || !hasNewer(record))
		.map((record) => ({ ...record, template: currentKey(record.template) }));
}

/** A row that somebody edited into something else counts as none: its workflow is then one that was not made here. */
function recordOf(row: Record<string, unknown>): ImportRecord | undefined {
	const { workflow, template, brand, base } = row;
	if (typeof workflow !== 'string' || typeof template !== 'string' || typeof base !== 'string') return undefined;
	try {
		const flow = JSON.parse(base) as Flow;
		return Array.isArray(flow.nodes) && typeof flow.connections === 'object'
			? { workflow, template, brand: typeof brand === 'string' && brand ? brand : DEFAULT_BRAND, base: flow }
			: undefined;
	} catch {
		return undefined;
	}
}
