import type { INodeProperties } from 'n8n-workflow';
import { takesCase, type Scope } from '../store/channels';

export const brandsProperty: INodeProperties = {
	displayName: 'Brands',
	name: 'brands',
	type: 'string',
	default: '',
	placeholder: 'e.g. nord',
	description:
		'Only cases of these brands, separated by commas. A minus before one ("-outlet") takes its cases out. Several shops in one n8n: a copy of the flow for each, with its brand here. Blank: cases of every brand.',
};

export const channelsProperty: INodeProperties = {
	displayName: 'Channels',
	name: 'channels',
	type: 'string',
	default: '',
	placeholder: 'e.g. shopify, portal',
	description:
		'Only cases that were asked for through these channels, separated by commas. A minus before one ("-register") takes its cases out. Blank: cases of every channel.',
};

/** For triggers that hear of cases and open none. */
export const brandProperty: INodeProperties = {
	displayName: 'Brand',
	name: 'brand',
	type: 'string',
	default: '',
	placeholder: 'e.g. nord',
	description:
		"Only what belongs to a case of this brand, or to none, starts the flow, with the brand's settings. Cases of other brands learn what happened all the same. Blank: every brand.",
};

/** Reads a parameter of a trigger; anything false when there is none. */
type Read = (name: string) => unknown;

/** Which cases a trigger takes, by its parameters Channels and Brands; one without them takes all. */
export function scopeOf(read: Read): Scope {
	return { channels: listOf(read, 'channels'), brands: listOf(read, 'brands') };
}

/** The one brand that a trigger is for, by its parameter Brand; undefined: every brand. */
export function brandParameter(read: Read): string | undefined {
	return String(read('brand') || '').trim() || undefined;
}

/** Whether what happened may start the flow of a trigger that is limited by Brand and Channels; what belongs to no case may. */
export function mayStart(read: Read, found: { brand: string; channel: string } | undefined): boolean {
	const brand = brandParameter(read);
	return !found || takesCase({ channels: listOf(read, 'channels'), brands: brand ? [brand] : [] }, found);
}

function listOf(read: Read, name: string): string[] {
	return String(read(name) || '')
		.split(',')
		.map((one) => one.trim())
		.filter(Boolean);
}
