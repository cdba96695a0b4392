import type { Http } from '../../shared/effect';

/** What a carrier service works with. */
export interface CarrierApi {
	http: Http;
	baseUrl: string;
	/** Whether ids noted in the memory survive this execution; without, a label is looked up by its reference. */
	remembers: boolean;
}
