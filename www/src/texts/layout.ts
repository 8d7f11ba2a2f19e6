// What the edges between the parts of the page are called.
export const layoutTexts = {
  facetsEdge: "Width of the filters",
  recordEdge: "Width of the record",
};
