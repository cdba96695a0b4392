/** The shop's account at a carrier, in a carrier service. */
export interface CarrierAccount {
	/** The carrier, as people call it. */
	name: string;
	/** Why no return label can be bought with it, as in `it is switched off`. */
	unusable?: string;
}

export const switchedOff = 'it is switched off';
