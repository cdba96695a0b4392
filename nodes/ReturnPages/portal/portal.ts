import type { Language, Settings } from '../../shared/model';
import type { CaseStore } from '../../shared/store';
import type { PortalWords } from './languages/words';

/** What a page for customers is made by: whose it is, and in which language. */
export interface Look {
	language: Language;
	words: PortalWords;
	settings: Settings;
	/** What the address says, but for the language. */
	query: Fields;
}

/** A visit of a customer, of whom nothing is known. */
export interface Visit extends Look {
	store: CaseStore;
	brand: string;
	/** Signs what the portal gives out. */
	key: Buffer;
	/** Where the pages are, and the path alone. */
	address: string;
	path: string;
	/** Of the computer that the request came from; undefined: of some proxy. */
	sender?: string;
	/** A flow stands behind the trigger, which looks for orders and mails the links to them. */
	mailsLinks: boolean;
	/** Milliseconds since 1970. */
	now: number;
}

/** Fields of an address or a form. */
export type Fields = Record<string, string | undefined>;
