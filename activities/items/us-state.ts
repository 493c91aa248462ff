const STATES = `Alabama AL, Alaska AK, Arizona AZ, Arkansas AR, California CA, Colorado CO, Connecticut CT, Delaware DE,
District of Columbia DC, Florida FL, Georgia GA, Hawaii HI, Idaho ID, Illinois IL, Indiana IN, Iowa IA, Kansas KS,
Kentucky KY, Louisiana LA, Maine ME, Maryland MD, Massachusetts MA, Michigan MI, Minnesota MN, Mississippi MS,
Missouri MO, Montana MT, Nebraska NE, Nevada NV, New Hampshire NH, New Jersey NJ, New Mexico NM, New York NY,
North Carolina NC, North Dakota ND, Ohio OH, Oklahoma OK, Oregon OR, Pennsylvania PA, Rhode Island RI,
South Carolina SC, South Dakota SD, Tennessee TN, Texas TX, Utah UT, Vermont VT, Virginia VA, Washington WA,
West Virginia WV, Wisconsin WI, Wyoming WY, Puerto Rico PR, Guam GU, American Samoa AS, US Virgin Islands VI,
Northern Mariana Islands MP`;

const CODES = new Map(
  STATES.split(',').map((entry) => {
    const words = entry.trim().split(/\s+/);
    return [words.slice(0, -1).join(' ').toLowerCase(), words.at(-1) ?? ''] as const;
  }),
);

/** The two letters of a state named in full; what is not a state's name stays as it is, and EasyPost judges it. */
export function usState(state: string): string {
  const name = state.trim().replace(/\s+/g, ' ').toLowerCase();
  return CODES.get(name) ?? (/^[a-z]{2}$/.test(name) ? name.toUpperCase() : state);
}
