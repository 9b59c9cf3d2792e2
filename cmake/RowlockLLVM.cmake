# Finds the LLVM and Clang development packages that Rowlock is built against.
#
# No version is passed to find_package: Debian's version files accept only the
# exact major.minor pair, so the range is checked here instead.
set(ROWLOCK_LLVM_MAJOR 19)
find_package(LLVM REQUIRED CONFIG
  HINTS /usr/lib/llvm-${ROWLOCK_LLVM_MAJOR}/lib/cmake/llvm)
if(NOT LLVM_VERSION_MAJOR EQUAL ROWLOCK_LLVM_MAJOR)
  message(FATAL_ERROR
    "Rowlock needs LLVM ${ROWLOCK_LLVM_MAJOR}, found ${LLVM_PACKAGE_VERSION} in "
    "${LLVM_DIR}; install llvm-${ROWLOCK_LLVM_MAJOR}-dev or set LLVM_DIR")
endif()
find_package(Clang REQUIRED CONFIG
  HINTS ${LLVM_DIR}/../clang /usr/lib/llvm-${ROWLOCK_LLVM_MAJOR}/lib/cmake/clang)
find_file(ROWLOCK_TIDY_HEADER clang-tidy/ClangTidyModule.h
  PATHS ${LLVM_INCLUDE_DIRS} NO_DEFAULT_PATH)
if(NOT ROWLOCK_TIDY_HEADER)
  message(FATAL_ERROR "clang-tidy's headers are missing; install "
    "libclang-${ROWLOCK_LLVM_MAJOR}-dev")
endif()

# Clang's own headers (stddef.h and the like), for programs that do not lie beside
# clang.
set(ROWLOCK_CLANG_RESOURCE_DIR ${LLVM_LIBRARY_DIR}/clang/${LLVM_VERSION_MAJOR})
if(NOT EXISTS ${ROWLOCK_CLANG_RESOURCE_DIR}/include/stddef.h)
  message(FATAL_ERROR "Clang's headers are missing in "
    "${ROWLOCK_CLANG_RESOURCE_DIR}; install libclang-common-${ROWLOCK_LLVM_MAJOR}-dev")
endif()

include_directories(SYSTEM ${LLVM_INCLUDE_DIRS} ${CLANG_INCLUDE_DIRS})
add_definitions(${LLVM_DEFINITIONS})
if(NOT LLVM_ENABLE_RTTI)
  add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-fno-rtti>)
endif()
