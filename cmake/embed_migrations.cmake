# SPDX-License-Identifier: Apache-2.0
# Builds the SQL files of src/store/migrations into the store, as src/store/migrations.h declares.
file(GLOB migration_files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/store/migrations/*.sql)
list(SORT migration_files)
set(migration_rows "")
foreach(migration_file ${migration_files})
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${migration_file})
  get_filename_component(migration_name ${migration_file} NAME_WE)
  string(REGEX REPLACE "^0*([0-9]+)_.*$" "\\1" migration_number ${migration_name})
  file(READ ${migration_file} migration_sql)
  string(APPEND migration_rows
         "    {${migration_number}, \"${migration_name}\", R\"sql(${migration_sql})sql\"},\n")
endforeach()
file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/migrations.cpp @ONLY CONTENT
"// Written by cmake/embed_migrations.cmake.
#include \"store/migrations.h\"

namespace sinergi::store {

namespace {
constexpr Migration kMigrations[] = {
@migration_rows@};
}  // namespace

std::span<const Migration> migrations() { return kMigrations; }

}  // namespace sinergi::store
")
target_sources(store PRIVATE ${CMAKE_BINARY_DIR}/migrations.cpp)
