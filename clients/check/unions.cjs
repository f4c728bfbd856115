// Lists every union by its name, so that a type can ask for all of them.
const { isUnionType } = require('graphql');

module.exports.plugin = (schema) => {
  const unions = Object.values(schema.getTypeMap()).filter(isUnionType);
  return `export type Unions = {\n${unions.map(({ name }) => `  ${name}: ${name};\n`).join('')}};\n`;
};
