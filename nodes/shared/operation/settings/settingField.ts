import type { INodePropertyOptions } from 'n8n-workflow';

export type Section =
	'general' | 'serviceLevels' | 'messages' | 'portal' | 'owners' | 'returnAddress' | 'parcel' | 'odoo' | 'policy';

/** A setting as people type and read it. */
export interface SettingField {
	/** Where it stands in the settings, e.g. `odoo.destinations.restock`. */
	path: string;
	label: string;
	section: Section;
	kind:
		| 'text'
		| 'lines'
		| 'list'
		| 'mail'
		| 'mails'
		| 'zone'
		| 'number'
		| 'id'
		| 'choice'
		| 'switch'
		| 'amount'
		| 'percent'
		| 'currency'
		| 'country'
		| 'countries'
		| 'journals'
		| 'brands'
		| 'staff'
		| 'deductions'
		| 'words';
	choices?: INodePropertyOptions[];
	placeholder?: string;
	hint?: string;
}
