# For the parts that include Clang: precompiled headers and linking.

option(ROWLOCK_PCH "Precompile Clang's headers once for all parts that use them" ON)

# Clang's headers are 95 % of what such a file compiles, so they are read once.
# Every file still includes what it uses: with -DROWLOCK_PCH=OFF all must build.
set(ROWLOCK_CLANG_HEADERS
  <clang-tidy/ClangTidyCheck.h>
  <clang/AST/ASTContext.h>
  <clang/AST/DeclCXX.h>
  <clang/AST/DeclTemplate.h>
  <clang/AST/ExprCXX.h>
  <clang/AST/RecursiveASTVisitor.h>
  <clang/AST/StmtCXX.h>
  <clang/Analysis/CFG.h>
  <clang/ASTMatchers/ASTMatchFinder.h>
  <clang/ASTMatchers/ASTMatchers.h>
  <clang/Frontend/CompilerInstance.h>
  <clang/Lex/Lexer.h>
  <clang/Lex/Preprocessor.h>
  <map>
  <memory>
  <optional>
  <string>
  <vector>)

if(ROWLOCK_PCH)
  file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/ClangHeaders.cpp CONTENT "")
  add_library(RowlockClangHeaders OBJECT ${PROJECT_BINARY_DIR}/ClangHeaders.cpp)
  rowlock_compile_options(RowlockClangHeaders)
  target_precompile_headers(RowlockClangHeaders PRIVATE ${ROWLOCK_CLANG_HEADERS})
endif()

# Makes the files of a library, no executable, start from the precompiled
# headers.
function(rowlock_use_clang_headers target)
  if(ROWLOCK_PCH)
    target_precompile_headers(${target} REUSE_FROM RowlockClangHeaders)
  endif()
endfunction()

# rowlock_clang_room(<name> SOURCES <file>... [USES <room>...])
#
# A rowlock_room that includes Clang.
function(rowlock_clang_room name)
  rowlock_room(${name} ${ARGN})
  rowlock_use_clang_headers(Rowlock${name})
endfunction()

# The rooms leave LLVM's and Clang's symbols undefined: in the plugin the host
# provides them, programs say here what they need.
function(rowlock_link_llvm target)
  target_link_libraries(${target} PRIVATE LLVM)
endfunction()

function(rowlock_link_clang target)
  target_link_libraries(${target} PRIVATE clang-cpp LLVM)
endfunction()

# ccache where it is installed. The environment makes it accept precompiled
# headers, and the flag makes those the same from build to build.
find_program(ROWLOCK_CCACHE ccache DOC "ccache, optional")
if(ROWLOCK_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
    CCACHE_SLOPPINESS=pch_defines,time_macros ${ROWLOCK_CCACHE})
  if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    add_compile_options("$<$<COMPILE_LANGUAGE:CXX>:SHELL:-Xclang -fno-pch-timestamp>")
  endif()
endif()
